import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['lib/**/*.test.mts', 'scripts/**/*.test.mts', 'test/**/*.test.mts'],
    globalSetup: ['test/closed-suite.mts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
})
