import { defineConfig } from 'vitest/config'

/** `npm run test:end-to-end`: the kind path on stand-in tools, killed and interrupted runs, the demo, the watchdog's fail-over. */
export default defineConfig({
  test: {
    include: ['test/end-to-end/**/*.test.mts'],
    pool: 'threads',
    maxWorkers: 2,
    globalSetup: ['test/closed-suite.mts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
