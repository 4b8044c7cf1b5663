import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The stories wait for real clocks most of the time: they start first, and the others run beside them. */
class StoriesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isStory = ({ moduleId }: TestSpecification) => !/\/(lib|scripts)\//.test(moduleId)
    const sorted = await super.sort(files)
    return [...sorted.filter(isStory), ...sorted.filter(file => !isStory(file))]
  }
}

export default defineConfig({
  test: {
    include: ['lib/**/*.test.mts', 'scripts/**/*.test.mts', 'test/**/*.test.mts'],
    exclude: ['test/real/**', 'test/conformance/**', 'test/end-to-end/**'],
    // Threads take half the time of forks here: files are small, start-up dominates.
    pool: 'threads',
    maxWorkers: 2,
    sequence: { sequencer: StoriesFirst },
    globalSetup: ['test/leftovers.setup.mts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
