import { defineConfig } from 'vitest/config'

/** `npm run test:conformance`: recorded from real software and held against ours; and the kind path on stand-in tools. */
export default defineConfig({
  test: {
    include: ['test/conformance/**/*.test.mts'],
    pool: 'threads',
    globalSetup: ['test/closed-suite.mts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
