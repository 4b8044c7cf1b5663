import { defineConfig } from 'vitest/config'

/**
 * `npm run test:conformance`: recordings of real software held against ours, and what takes minutes: the kind
 * path on stand-in tools, killed and interrupted runs, the watchdog's fail-over.
 */
export default defineConfig({
  test: {
    include: ['test/conformance/**/*.test.mts', 'test/end-to-end/**/*.test.mts'],
    maxWorkers: 2,
    pool: 'threads',
    globalSetup: ['test/closed-suite.mts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
