import { dirname, join, resolve } from 'node:path'
import { $ } from 'zx/core'
import { findSimilar } from '../../cli/closest.mts'
import { createProblemsError, type Problem } from '../../yaml/source.mts'
import { readImageContents } from '../lint/image-contents.mts'
import { loadPlugins } from '../load.mts'
import { type ChosenRules, chooseRules } from '../try/choose-rules.mts'
import { imageOf } from '../try/in-image.mts'
import type { HostCommands } from './host-commands.mts'
import { getPluginPaths, getRunPath, type TestFile } from './read-test-file.mts'
import type { CasePlan } from './run-case.mts'
import { planRuns } from './test-environment.mts'
import type { SharedSettings } from './test-sandbox.mts'
import type { Invariant, TestCase, TestDocument } from './test-types.mts'

/** A case that is ready to run. */
export interface LoadedCase extends CasePlan {
  source: TestFile
  /** The index in the list of cases. */
  index: number
  testCase: TestCase
  disabledInvariants: Invariant[]
}

/** The cases of a test file, and the plugin that they test. */
export interface LoadedTests {
  source: TestFile
  cases: LoadedCase[]
  /** All files that the result depends on. */
  usedFiles: string[]
}

/** Loads the plugin of a test file. Throws a UserError if a case names a rule that does not exist. */
export const loadTests = async (
  source: TestFile,
  commands: HostCommands,
  inImage: boolean,
): Promise<LoadedTests> => {
  const { document } = source
  const paths = getPluginPaths(source)
  const plugin = await loadPlugins(paths, {
    npdVersion: document['npd-version'],
    valuesKey: document['values-key'],
    scripts: document.scripts?.map(folder => join(dirname(source.path), folder)),
  })
  const chosenRules = chooseRules(plugin, undefined)
  rejectUnknownRules(source, chosenRules)
  const imageContents = await readImageContents([document.image?.commands.join(',') ?? ''])
  const currentFolder = $.cwd ?? process.cwd()
  const pluginFiles = [...plugin.sources, ...plugin.mountedFiles].map(({ file }) => file)
  const sharedSettings: SharedSettings = {
    plugin,
    imageContents,
    commandsFolder: commands.createCommandsFolder(imageContents),
    sleepPath: inImage ? '/bin/sleep' : (commands.find('sleep') ?? 'sleep'),
    image: inImage ? imageOf(plugin) : undefined,
    stubProgram: commands.stubProgram,
    realCommands: findRealCommands(document, commands),
  }
  return {
    source,
    cases: document.cases.map((testCase, index) => ({
      source,
      index,
      testCase,
      chosenRules,
      sharedSettings,
      runs: planRuns(document, testCase),
      timeout: testCase.timeout ?? document.timeout,
      disabledInvariants: [...(document.disable ?? []), ...(testCase.disable ?? [])],
    })),
    usedFiles: [
      ...new Set([source.path, ...paths, ...pluginFiles.map(file => resolve(currentFolder, file))]),
    ],
  }
}

/** Finds the real commands that `--record` runs: kubectl, stubbed commands, and commands of a custom image. */
const findRealCommands = (document: TestDocument, commands: HostCommands): Map<string, string> => {
  const levels = [document, ...document.cases, ...document.cases.flatMap(({ runs = [] }) => runs)]
  const stubbedCommands = levels.flatMap(({ stubs = {} }) => Object.keys(stubs))
  const names = new Set(['kubectl', ...(document.image?.commands ?? []), ...stubbedCommands])
  return new Map(
    [...names].flatMap(name => {
      const command = commands.find(name)
      return command === undefined ? [] : [[name, command] as const]
    }),
  )
}

const rejectUnknownRules = (source: TestFile, chosenRules: ChosenRules[]): void => {
  const { document, positionOf } = source
  const reasons = [
    ...new Set(chosenRules.flatMap(({ rules }) => rules.map(({ reason }) => reason))),
  ]
  const problems: Problem[] = findRuleReferences(source)
    .filter(({ rule }) => !reasons.includes(rule))
    .map(({ rule, path }) => {
      const suggestion = findSimilar(rule, reasons)
      return {
        position: positionOf(path),
        message: `no rule of ${[document.plugin].flat().join(', ')} has the reason \`${rule}\``,
        fix: suggestion ? `write \`${suggestion}\`` : `use one of ${reasons.join(', ')}`,
      }
    })
  if (problems.length > 0) throw createProblemsError(source.file, problems)
}

const findRuleReferences = ({
  document,
}: TestFile): { rule: string; path: (string | number)[] }[] => {
  const references = [
    { rule: document.rule, path: ['rule'] },
    ...document.cases.flatMap((testCase, index) => [
      { rule: testCase.rule, path: ['cases', index, 'rule'] },
      ...(testCase.runs ?? []).map(({ rule }, run) => ({
        rule,
        path: [...getRunPath(testCase, index, run), 'rule'],
      })),
    ]),
  ]
  return references.flatMap(({ rule, path }) => (rule === undefined ? [] : [{ rule, path }]))
}
