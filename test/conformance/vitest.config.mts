import { defineConfig } from 'vitest/config'

/** `npm run test:conformance`: the commands in `docs/`, random inputs, and comparisons with real software. */
export default defineConfig({
  test: {
    include: [
      ...['test/pages/**/*.test.mts', 'test/conformance/**/*.test.mts'],
      ...['fuzz', 'mutation', 'kubectl*'].map(name => `lib/**/${name}.test.mts`),
    ],
    maxWorkers: 2,
    pool: 'threads',
    globalSetup: ['test/leftovers.setup.mts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
