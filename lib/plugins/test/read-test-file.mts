import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { $ } from 'zx/core'
import { messageOf, UserError } from '../../cli/errors.mts'
import { invocationOf } from '../../cli/invocation.mts'
import { displayPath } from '../../repository.mts'
import {
  createProblemsError,
  type Position,
  type Problem,
  parseSource,
  toValue,
  type YamlSource,
} from '../../yaml/source.mts'
import { isTestFile } from '../input-files.mts'
import { createTestSchema } from './schema.mts'
import type { TestCase, TestDocument } from './test-types.mts'
import { validate } from './validate.mts'

/** A test file that matches its schema. */
export interface TestFile {
  /** The path as shown in messages. */
  file: string
  /** The absolute path. */
  path: string
  text: string
  document: TestDocument
  /** The position of the value at a path, or of its key. */
  positionOf(path: (string | number)[], isKey?: boolean): Position
}

/**
 * Returns the test files among these files and folders (default: the current folder). Throws a
 * UserError if none are found.
 */
export const findTestFiles = async (paths: string[]): Promise<string[]> => {
  const currentFolder = $.cwd ?? process.cwd()
  const lists = await Promise.all(
    (paths.length > 0 ? paths : ['.']).map(path => listTestFiles(resolve(currentFolder, path))),
  )
  const found = [...new Set(lists.flat())]
  if (found.length > 0) return found
  throw new UserError(
    `Failed to find tests: no \`*.plugin-test.yaml\` file in ${paths.join(', ') || 'the current folder'}.`,
    `Write one as described in docs/test-a-plugin.md, or run \`${invocationOf('plugin-new')} NAME\`.`,
  )
}

const listTestFiles = async (path: string): Promise<string[]> => {
  const stats = await stat(path).catch(error => {
    throw createReadError(path, error)
  })
  if (!stats.isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  const lists = await Promise.all(
    entries.map(async entry => {
      if (/^(\.|node_modules$)/.test(entry.name)) return []
      const entryPath = join(path, entry.name)
      if (entry.isDirectory()) return listTestFiles(entryPath)
      return isTestFile(entry.name) ? [entryPath] : []
    }),
  )
  return lists.flat()
}

const createReadError = (path: string, error: unknown): UserError =>
  new UserError(
    `Failed to read ${displayPath(path)}: ${messageOf(error)}.`,
    'Pass test files, or folders that contain them.',
  )

/** Reads a test file. Throws a UserError with the position of each problem. */
export const readTestFile = async (path: string): Promise<TestFile> => {
  const text = await readFile(path, 'utf8').catch(error => {
    throw createReadError(path, error)
  })
  return parseTestFile(path, text)
}

export const parseTestFile = (path: string, text: string): TestFile => {
  const file = displayPath(path)
  const source = parseSource(file, text)
  const positionOf = (valuePath: (string | number)[], isKey = false) =>
    isKey ? source.positionOfKey(valuePath) : source.positionOf(valuePath)
  const value = toValue(source)
  const problems: Problem[] = validate(value, createTestSchema()).map(
    ({ path: valuePath, isKey, message, fix }) => ({
      position: positionOf(valuePath, isKey),
      message,
      fix,
    }),
  )
  if (problems.length === 0) problems.push(...findConflicts(value as TestDocument, source))
  if (problems.length > 0) throw createProblemsError(file, problems)
  return { file, path, text, document: value as TestDocument, positionOf }
}

/** Returns the problems that the schema cannot express. */
const findConflicts = ({ cases }: TestDocument, source: YamlSource): Problem[] => {
  const names = cases.map(({ name }) => name)
  return cases.flatMap((testCase, index): Problem[] => {
    const first = names.indexOf(testCase.name)
    return [
      ...(first === index
        ? []
        : [
            {
              position: source.positionOf(['cases', index, 'name']),
              message: `case ${first + 1} also has the name \`${testCase.name}\``,
              fix: 'choose another name',
            },
          ]),
      ...(testCase.runs && testCase.expect
        ? [
            {
              position: source.positionOfKey(['cases', index, 'expect']),
              message: 'a case with `runs` cannot have its own `expect`',
              fix: 'move `expect` into one of the runs',
            },
          ]
        : []),
    ]
  })
}

/** Returns the paths of the plugin's files and folders, resolved against the folder of the test file. */
export const getPluginPaths = ({ path, document }: TestFile): string[] =>
  [document.plugin].flat().map(pluginPath => join(dirname(path), pluginPath))

/** Returns the path of a run in its test file. A case without `runs` is itself the run. */
export const getRunPath = (
  { runs }: TestCase,
  caseIndex: number,
  runIndex: number,
): (string | number)[] => ['cases', caseIndex, ...(runs ? ['runs', runIndex] : [])]
