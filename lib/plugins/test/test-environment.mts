import type {
  Expectation,
  FileFixture,
  Stub,
  TestCase,
  TestDocument,
  TestEnvironment,
} from './test-types.mts'

/** A run with the merged settings of its file, its case and the run itself. */
export interface PlannedRun extends TestEnvironment {
  env: Record<string, string | number | boolean>
  files: Record<string, FileFixture>
  stubs: Record<string, Stub>
  after?: string
  expect: Expectation
}

/** Returns the runs of a case. The settings of a run replace those of its case and its file. */
export const planRuns = (document: TestDocument, testCase: TestCase): PlannedRun[] =>
  (testCase.runs ?? [{ expect: testCase.expect }]).map((run, index) => {
    const levels: TestEnvironment[] = [document, testCase, run]
    // Later runs use the files from the run before them.
    const fileLevels = index === 0 ? levels : [run]
    const findSetting = <K extends keyof TestEnvironment>(key: K): TestEnvironment[K] =>
      levels.findLast(level => level[key] !== undefined)?.[key]
    return {
      rule: findSetting('rule'),
      args: findSetting('args'),
      node: findSetting('node'),
      api: findSetting('api'),
      env: Object.assign({}, ...levels.map(({ env }) => env)),
      files: Object.assign({}, ...fileLevels.map(({ files }) => files)),
      stubs: Object.assign({}, ...levels.map(({ stubs }) => stubs)),
      after: 'after' in run ? run.after : undefined,
      expect: run.expect ?? {},
    }
  })
