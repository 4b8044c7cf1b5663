import { dirname, join, resolve } from 'node:path'
import { $ } from 'zx/core'
import { closest } from '../../cli/closest.mts'
import { type Problem, problemsError } from '../../yaml/source.mts'
import { readImageContents } from '../lint/image-contents.mts'
import { loadPlugins } from '../load.mts'
import { type ChosenRules, chooseRules } from '../try/choose-rules.mts'
import { imageOf } from '../try/in-image.mts'
import type { HostCommands } from './host-commands.mts'
import { pathOfRun, pluginPathsOf, type TestFile } from './read-test-file.mts'
import type { CasePlan } from './run-case.mts'
import { planRuns } from './test-environment.mts'
import type { SharedSandbox } from './test-sandbox.mts'
import type { Invariant, TestCase, TestDocument } from './test-types.mts'

/** A case that can run. */
export interface LoadedCase extends CasePlan {
  source: TestFile
  /** The index in the list of cases. */
  index: number
  testCase: TestCase
  disabled: Invariant[]
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
  const paths = pluginPathsOf(source)
  const plugin = await loadPlugins(paths, {
    npdVersion: document['npd-version'],
    valuesKey: document['values-key'],
    scripts: document.scripts?.map(folder => join(dirname(source.path), folder)),
  })
  const chosen = chooseRules(plugin, undefined)
  refuseUnknownRules(source, chosen)
  const contents = await readImageContents([document.image?.commands.join(',') ?? ''])
  const from = $.cwd ?? process.cwd()
  const own = [...plugin.sources, ...plugin.mounted].map(({ file }) => file)
  const shared: SharedSandbox = {
    plugin,
    contents,
    commands: commands.folderFor(contents),
    sleep: inImage ? '/bin/sleep' : (commands.find('sleep') ?? 'sleep'),
    image: inImage ? imageOf(plugin) : undefined,
    stub: commands.stub,
    realCommands: findRealCommands(document, commands),
  }
  return {
    source,
    cases: document.cases.map((testCase, index) => ({
      source,
      index,
      testCase,
      chosen,
      shared,
      runs: planRuns(document, testCase),
      timeout: testCase.timeout ?? document.timeout,
      disabled: [...(document.disable ?? []), ...(testCase.disable ?? [])],
    })),
    usedFiles: [...new Set([source.path, ...paths, ...own.map(file => resolve(from, file))])],
  }
}

/** Finds the real commands that `--record` runs: kubectl, stubbed commands, and commands of a custom image. */
const findRealCommands = (document: TestDocument, commands: HostCommands): Map<string, string> => {
  const levels = [document, ...document.cases, ...document.cases.flatMap(({ runs = [] }) => runs)]
  const stubbed = levels.flatMap(({ stubs = {} }) => Object.keys(stubs))
  const names = new Set(['kubectl', ...(document.image?.commands ?? []), ...stubbed])
  return new Map(
    [...names].flatMap(name => {
      const command = commands.find(name)
      return command === undefined ? [] : [[name, command] as const]
    }),
  )
}

const refuseUnknownRules = (source: TestFile, chosen: ChosenRules[]): void => {
  const { document, positionOf } = source
  const reasons = [...new Set(chosen.flatMap(({ rules }) => rules.map(({ reason }) => reason)))]
  const problems: Problem[] = placesOfRules(source)
    .filter(({ rule }) => !reasons.includes(rule))
    .map(({ rule, path }) => {
      const near = closest(rule, reasons)
      return {
        position: positionOf(path),
        message: `no rule of ${[document.plugin].flat().join(', ')} has the reason \`${rule}\``,
        fix: near ? `write \`${near}\`` : `use one of ${reasons.join(', ')}`,
      }
    })
  if (problems.length > 0) throw problemsError(source.file, problems)
}

const placesOfRules = ({ document }: TestFile): { rule: string; path: (string | number)[] }[] => {
  const places = [
    { rule: document.rule, path: ['rule'] },
    ...document.cases.flatMap((testCase, index) => [
      { rule: testCase.rule, path: ['cases', index, 'rule'] },
      ...(testCase.runs ?? []).map(({ rule }, run) => ({
        rule,
        path: [...pathOfRun(testCase, index, run), 'rule'],
      })),
    ]),
  ]
  return places.flatMap(({ rule, path }) => (rule === undefined ? [] : [{ rule, path }]))
}
