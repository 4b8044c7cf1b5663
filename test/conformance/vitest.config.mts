import { defineConfig } from 'vitest/config'

/** `npm run test:conformance`: compares the embedded cluster with recordings of real software. */
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
