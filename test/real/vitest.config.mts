import { defineConfig } from 'vitest/config'

/** `npm run test:kind`: on a real engine, which takes minutes and is no part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.mts'],
    globalSetup: ['test/closed-suite.mts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
