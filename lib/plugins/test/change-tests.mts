import { writeFile } from 'node:fs/promises'
import { messageOf, UserError } from '../../cli/errors.mts'
import { toValidText } from '../../npd/go/strings.mts'
import { setBlock } from '../../yaml/insert.mts'
import { patchYaml, type YamlValue } from '../../yaml/patch.mts'
import { renderDiff } from '../new/diff.mts'
import { eventsOf, selectConditions, toExpectedExit } from './check-expectations.mts'
import { getRunPath, parseTestFile, type TestFile } from './read-test-file.mts'
import type { RunOutcome } from './run-case.mts'
import type { CaseResult } from './test-case.mts'

/** A test file and its new text. */
export interface ChangedTestFile {
  source: TestFile
  text: string
}

/**
 * Returns the test files with updated expectations. An expectation that differs is set to the actual
 * value, and a run without `expect` gets one. Patterns are not changed.
 */
export const updateExpectations = (results: CaseResult[]): ChangedTestFile[] =>
  computeChangedFiles(results, (text, { loadedCase, failures, outcomes }) => {
    const updated = failures.reduce(
      (before, { path, update }) =>
        update === undefined ? before : setValue(before, path, update),
      text,
    )
    return outcomes.reduce((before, outcome, index) => {
      const { testCase } = loadedCase
      const hasExpectation = (testCase.runs?.[index] ?? testCase).expect !== undefined
      const path = getRunPath(testCase, loadedCase.index, index)
      return hasExpectation || failures.length > 0
        ? before
        : setBlock(before, path, 'expect', toExpectation(outcome))
    }, updated)
  })

/** Returns the test files with stubs that contain the recorded output of real commands. */
export const addRecordedStubs = (results: CaseResult[]): ChangedTestFile[] =>
  computeChangedFiles(results, (text, { loadedCase, outcomes }) =>
    outcomes.reduce((before, { recordedStubs }, index) => {
      const path = getRunPath(loadedCase.testCase, loadedCase.index, index)
      // Removes undefined values, which YAML cannot represent.
      const stubs: YamlValue = JSON.parse(JSON.stringify(recordedStubs))
      return Object.keys(recordedStubs).length === 0
        ? before
        : setBlock(before, path, 'stubs', stubs)
    }, text),
  )

const setValue = (text: string, path: (string | number)[], value: YamlValue): string => {
  const key = path.at(-1)
  return Array.isArray(value) && typeof key === 'string'
    ? setBlock(text, path.slice(0, -1), key, value)
    : patchYaml(text, path, value)
}

const toExpectation = (outcome: RunOutcome): YamlValue => {
  const exits = [...new Set(outcome.trials.map(toExpectedExit))]
  const [condition, ...otherConditions] = selectConditions(outcome, undefined)
  const hasOneCondition = condition !== undefined && otherConditions.length === 0
  return {
    ...(exits.length === 1 && exits[0] !== undefined && { exit: exits[0] }),
    ...(hasOneCondition && {
      condition: {
        type: condition.type,
        status: condition.status,
        reason: condition.reason,
        message: toValidText(condition.message),
      },
    }),
    events: eventsOf(outcome).map(({ type, reason, message }) => ({
      type,
      reason,
      message: toValidText(message),
    })),
  }
}

const computeChangedFiles = (
  results: CaseResult[],
  changeText: (text: string, result: CaseResult) => string,
): ChangedTestFile[] => {
  const sources = [...new Set(results.map(({ loadedCase }) => loadedCase.source))]
  return sources.flatMap(source => {
    const fileResults = results.filter(({ loadedCase }) => loadedCase.source === source)
    try {
      const text = fileResults.reduce(changeText, source.text)
      parseTestFile(source.path, text)
      return text === source.text ? [] : [{ source, text }]
    } catch (error) {
      throw new UserError(
        `Failed to change ${source.file}: ${messageOf(error)}.`,
        'Write the values without anchors and aliases, or change them manually.',
      )
    }
  })
}

/** Writes the files. If `dryRun` is set, returns a diff of the changes instead. */
export const saveChanges = async (
  changedFiles: ChangedTestFile[],
  dryRun: boolean,
): Promise<string> => {
  if (dryRun)
    return changedFiles
      .map(({ source, text }) => renderDiff(source.file, source.text, [text]))
      .join('')
  for (const { source, text } of changedFiles)
    await writeFile(source.path, text).catch(error => {
      throw new UserError(
        `Failed to write ${source.file}: ${messageOf(error)}.`,
        'Check the permissions of the file.',
      )
    })
  return ''
}
