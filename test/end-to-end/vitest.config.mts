import { defineConfig } from 'vitest/config'

/**
 * `npm run test:end-to-end`: the kind path with stand-in tools, killed and interrupted runs, the
 * demo, and the fail-over of the watchdog.
 */
export default defineConfig({
  test: {
    include: ['test/end-to-end/**/*.test.mts'],
    pool: 'threads',
    maxWorkers: 2,
    globalSetup: ['test/leftovers.setup.mts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
