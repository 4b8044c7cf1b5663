import { defineConfig } from 'vitest/config'

/** `npm run test:conformance`: recordings of real software held against ours. */
export default defineConfig({
  test: {
    include: ['test/conformance/**/*.test.mts'],
    maxWorkers: 2,
    pool: 'threads',
    globalSetup: ['test/leftovers.setup.mts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
