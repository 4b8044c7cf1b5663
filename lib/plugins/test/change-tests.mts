import { writeFile } from 'node:fs/promises'
import { messageOf, UserError } from '../../cli/errors.mts'
import { toValidText } from '../../npd/go/strings.mts'
import { setBlock } from '../../yaml/insert.mts'
import { patchYaml, type YamlValue } from '../../yaml/patch.mts'
import { renderDiff } from '../new/diff.mts'
import { conditionsOf, eventsOf, exitOf } from './check-expectations.mts'
import { parseTestFile, pathOfRun, type TestFile } from './read-test-file.mts'
import type { RunOutcome } from './run-case.mts'
import type { CaseResult } from './test-case.mts'

/** A test file and its new text. */
export interface ChangedTests {
  source: TestFile
  text: string
}

/**
 * Updates the expectations in the test files. An expectation that differs gets the actual value, and a
 * run without `expect` gets one. Patterns are not changed.
 */
export const updateExpectations = (results: CaseResult[]): ChangedTests[] =>
  changeFiles(results, (text, { loaded, failures, outcomes }) => {
    const updated = failures.reduce(
      (before, { path, update }) =>
        update === undefined ? before : setValue(before, path, update),
      text,
    )
    return outcomes.reduce((before, outcome, index) => {
      const { testCase } = loaded
      const has = (testCase.runs?.[index] ?? testCase).expect !== undefined
      const path = pathOfRun(testCase, loaded.index, index)
      return has || failures.length > 0
        ? before
        : setBlock(before, path, 'expect', describeOutcome(outcome))
    }, updated)
  })

/** Writes the recorded answers of real commands into the test files. */
export const writeRecordings = (results: CaseResult[]): ChangedTests[] =>
  changeFiles(results, (text, { loaded, outcomes }) =>
    outcomes.reduce((before, { recorded }, index) => {
      const path = pathOfRun(loaded.testCase, loaded.index, index)
      // Removes undefined values, which YAML cannot represent.
      const stubs: YamlValue = JSON.parse(JSON.stringify(recorded))
      return Object.keys(recorded).length === 0 ? before : setBlock(before, path, 'stubs', stubs)
    }, text),
  )

const setValue = (text: string, path: (string | number)[], value: YamlValue): string => {
  const key = path.at(-1)
  return Array.isArray(value) && typeof key === 'string'
    ? setBlock(text, path.slice(0, -1), key, value)
    : patchYaml(text, path, value)
}

const describeOutcome = (outcome: RunOutcome): YamlValue => {
  const exits = [...new Set(outcome.trials.map(exitOf))]
  const [condition, ...others] = conditionsOf(outcome, undefined)
  const isOne = condition !== undefined && others.length === 0
  return {
    ...(exits.length === 1 && exits[0] !== undefined && { exit: exits[0] }),
    ...(isOne && {
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

const changeFiles = (
  results: CaseResult[],
  change: (text: string, result: CaseResult) => string,
): ChangedTests[] => {
  const sources = [...new Set(results.map(({ loaded }) => loaded.source))]
  return sources.flatMap(source => {
    const own = results.filter(({ loaded }) => loaded.source === source)
    try {
      const text = own.reduce(change, source.text)
      parseTestFile(source.path, text)
      return text === source.text ? [] : [{ source, text }]
    } catch (error) {
      throw new UserError(
        `Failed to change ${source.file}: ${messageOf(error)}.`,
        'Write the values without anchors and aliases, or change them by hand.',
      )
    }
  })
}

/** Writes the files, or with `dryRun` returns their differences. */
export const saveChanges = async (changed: ChangedTests[], dryRun: boolean): Promise<string> => {
  if (dryRun)
    return changed.map(({ source, text }) => renderDiff(source.file, source.text, [text])).join('')
  for (const { source, text } of changed)
    await writeFile(source.path, text).catch(error => {
      throw new UserError(
        `Failed to write ${source.file}: ${messageOf(error)}.`,
        'Check the permissions of the file.',
      )
    })
  return ''
}
