import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['lib/**/*.test.mts', 'scripts/**/*.test.mts', 'test/**/*.test.mts'],
    exclude: ['test/real/**', 'test/conformance/**'],
    // Half the time of processes: most files are small and start is what they cost.
    pool: 'threads',
    globalSetup: ['test/closed-suite.mts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
