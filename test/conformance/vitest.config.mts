import { defineConfig } from 'vitest/config'

/** `npm run test:conformance`: what was recorded from real software, held against ours. */
export default defineConfig({
  test: {
    include: ['test/conformance/**/*.test.mts'],
    pool: 'threads',
    globalSetup: ['test/closed-suite.mts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
