import type {
  Expectation,
  Stub,
  TestCase,
  TestDocument,
  TestEnvironment,
  TestedFile,
} from './test-types.mts'

/** A run with the merged settings of its file, its case and the run itself. */
export interface PlannedRun extends TestEnvironment {
  env: Record<string, string | number | boolean>
  files: Record<string, TestedFile>
  stubs: Record<string, Stub>
  after?: string
  expect: Expectation
}

/** Returns the runs of a case. The settings of a run replace those of its case and its file. */
export const planRuns = (document: TestDocument, testCase: TestCase): PlannedRun[] =>
  (testCase.runs ?? [{ expect: testCase.expect }]).map((run, index) => {
    const levels: TestEnvironment[] = [document, testCase, run]
    // Later runs use the files that the script left.
    const fileLevels = index === 0 ? levels : [run]
    const last = <K extends keyof TestEnvironment>(key: K): TestEnvironment[K] =>
      levels.findLast(level => level[key] !== undefined)?.[key]
    return {
      rule: last('rule'),
      args: last('args'),
      node: last('node'),
      api: last('api'),
      env: Object.assign({}, ...levels.map(({ env }) => env)),
      files: Object.assign({}, ...fileLevels.map(({ files }) => files)),
      stubs: Object.assign({}, ...levels.map(({ stubs }) => stubs)),
      after: 'after' in run ? run.after : undefined,
      expect: run.expect ?? {},
    }
  })
