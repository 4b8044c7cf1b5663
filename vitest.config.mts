import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['lib/**/*.test.mts', 'scripts/**/*.test.mts', 'test/**/*.test.mts'],
    exclude: ['test/real/**'],
    // Half the time of processes: most files are small and start is what they cost.
    pool: 'threads',
    // Those that play the story wait most of the time, for NPD's periods and for a network to be found dead.
    maxWorkers: Math.max(4, availableParallelism()),
    globalSetup: ['test/closed-suite.mts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
