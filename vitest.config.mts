import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The scenarios wait for real clocks most of the time: they start first, and the others run beside them. */
class ScenariosFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isScenario = ({ moduleId }: TestSpecification) => !/\/(lib|scripts)\//.test(moduleId)
    const sorted = await super.sort(files)
    return [...sorted.filter(isScenario), ...sorted.filter(file => !isScenario(file))]
  }
}

export default defineConfig({
  test: {
    include: ['lib/**/*.test.mts', 'scripts/**/*.test.mts', 'test/**/*.test.mts'],
    exclude: [
      ...['real', 'conformance', 'end-to-end', 'pages'].map(name => `test/${name}/**`),
      // Part of test:conformance: random inputs, and a real kubectl.
      ...['lib/**/fuzz.test.mts', 'lib/**/kubectl*.test.mts'],
    ],
    // Threads take half the time of forks here: files are small, start-up dominates.
    pool: 'threads',
    maxWorkers: 2,
    sequence: { sequencer: ScenariosFirst },
    globalSetup: ['test/leftovers.setup.mts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
