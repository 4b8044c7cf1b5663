import { defineConfig } from 'vitest/config'

/** `npm run test:kind`: runs on a real Docker engine. This takes minutes, so it is not part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.mts'],
    globalSetup: ['test/leftovers.setup.mts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
