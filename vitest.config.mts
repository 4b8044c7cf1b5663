import { defineConfig } from 'vitest/config'

const shared = { pool: 'threads', maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 } as const

export default defineConfig({
  test: {
    globalSetup: ['test/leftovers.setup.mts'],
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'scenarios',
          // Run these before the unit tests, because they run plugins with short timeouts.
          sequence: { groupOrder: 0 },
          include: ['test/**/*.test.mts'],
          exclude: ['real', 'conformance', 'end-to-end', 'pages'].map(name => `test/${name}/**`),
        },
      },
      {
        test: {
          ...shared,
          name: 'unit',
          sequence: { groupOrder: 1 },
          include: ['lib/**/*.test.mts', 'scripts/**/*.test.mts'],
          // These are part of test:conformance: random inputs, changed plugins, and a real kubectl.
          exclude: ['fuzz', 'mutation', 'kubectl*'].map(name => `lib/**/${name}.test.mts`),
          // The files are small: starting a worker for each would take longer than the tests.
          isolate: false,
        },
      },
    ],
  },
})
