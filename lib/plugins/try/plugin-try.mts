import { colorsFor } from '../../cli/colors.mts'
import { UsageError, UserError } from '../../cli/errors.mts'
import { joinWords } from '../../cli/join-words.mts'
import { selectRenderer } from '../../cli/options.mts'
import type { Phases } from '../../cli/phases.mts'
import { describeError } from '../../cli/script.mts'
import { files as repositoryFiles } from '../../repository.mts'
import { type LoadOptions, loadPlugins } from '../load.mts'
import type { PluginFiles } from '../plugin-files.mts'
import { type ChosenRules, chooseRules } from './choose-rules.mts'
import { createSandbox, type SandboxRequest, type TrySandbox } from './container.mts'
import { imageOf, startImageContainer } from './in-image.mts'
import { renderers } from './render.mts'
import { type Runner, runRound } from './run-trials.mts'
import { createSession } from './session.mts'
import { parseSteps, simulate } from './simulate.mts'
import type { Trial } from './trial.mts'
import { runOnEachChange } from './watch-file.mts'

export interface TryRequest extends SandboxRequest, LoadOptions {
  /** Default: `npd/values.yaml`. */
  file: string | undefined
  /** The reason of the rules to run. Default: all rules. */
  rule: string | undefined
  simulate: string | undefined
  /** How many times to run each rule, without a pause. */
  repeat: string | undefined
  watch: boolean
  inImage: boolean
  output: string | undefined
}

interface TryContext {
  signal: AbortSignal
  phases: Phases
  print: (text: string) => void
}

/**
 * Runs or simulates plugins on this machine, and prints what NPD would do. Throws a UserError if
 * NPD would reject the file, or if a script cannot be started or would block NPD.
 */
export const tryPlugins = async (request: TryRequest, context: TryContext): Promise<void> => {
  const { file = repositoryFiles.values, watch } = request
  const tryOnce = prepare(request, context)
  if (!watch) return tryOnce()
  const { signal, phases } = context
  const work = async () => {
    try {
      await tryOnce()
    } catch (error) {
      if (!(error instanceof UserError) || error instanceof UsageError) throw error
      phases.note(describeError(error).trimEnd())
    }
    if (!signal.aborted) phases.note('Waiting for the file to change; press Ctrl-C to stop.')
    return [file]
  }
  await runOnEachChange([file], work, signal)
}

/** Validates the options, and returns a function that loads the file and tries its current content. */
const prepare = (request: TryRequest, context: TryContext): (() => Promise<void>) => {
  const render = selectRenderer(renderers, request.output)
  const isTable = render === renderers.table
  const repeat = readRepeat(request.repeat)
  const steps = request.simulate === undefined ? undefined : parseSteps(request.simulate)
  return async () => {
    const files = await loadPlugins(request.file === undefined ? [] : [request.file], request)
    const chosen = chooseRules(files, request.rule)
    const trials: Trial[] = []
    const onTrial = (trial: Trial) => {
      trials.push(trial)
      if (isTable) context.print(render([trial], colorsFor('stdout')))
    }
    if (steps) for (const trial of simulate(chosen, steps)) onTrial(trial)
    else await runAll({ files, chosen, repeat, request }, context, onTrial)
    if (!isTable) context.print(render(trials, colorsFor('stdout')))
    rejectFailedTrials(trials)
  }
}

interface Plan {
  files: PluginFiles
  chosen: ChosenRules[]
  repeat: number
  request: TryRequest
}

const runAll = async (
  { files, chosen, repeat, request }: Plan,
  { signal, phases }: TryContext,
  onTrial: (trial: Trial) => void,
): Promise<void> => {
  const sandbox = await createSandbox(files, request, signal)
  try {
    phases.note(describeSandbox(sandbox, files))
    const options = { inImage: request.inImage, signal }
    await withRunner(files, sandbox, options, async runner => {
      const session = createSession(chosen)
      for (let round = 1; round <= repeat; round += 1)
        await runRound(round, session, runner, { signal, onTrial })
    })
  } finally {
    await sandbox.remove()
  }
}

const withRunner = async (
  files: PluginFiles,
  sandbox: TrySandbox,
  { inImage, signal }: { inImage: boolean; signal: AbortSignal },
  work: (runner: Runner) => Promise<void>,
): Promise<void> => {
  if (!inImage) return work(sandbox)
  const runner = await startImageContainer(imageOf(files), files, sandbox, signal)
  try {
    await work(runner)
  } finally {
    await runner.remove()
  }
}

const maxRepeats = 10_000

const readRepeat = (text = '1'): number => {
  const repeat = /^\d+$/.test(text) ? Number(text) : 0
  if (repeat >= 1 && repeat <= maxRepeats) return repeat
  throw new UsageError('--repeat', {
    value: text,
    reason: `not a number from 1 to ${maxRepeats}`,
    example: '--repeat 3',
  })
}

/** Describes how a script's environment on this machine differs from its environment on a node. */
const describeSandbox = (
  { cluster, node, replacedCommands }: TrySandbox,
  { mountedFiles }: PluginFiles,
): string => {
  const callsKubectl = mountedFiles.some(({ text }) => /\bkubectl\b/.test(text))
  return [
    `NODE_NAME  ${node}  (change it with --node)`,
    ...(callsKubectl ? [`kubectl    ${cluster.description}`] : []),
    ...(replacedCommands.length > 0
      ? [`stand-in   replaces ${joinWords(replacedCommands)}, which this machine does not have`]
      : []),
    '',
  ].join('\n')
}

const rejectFailedTrials = (trials: Trial[]): void => {
  const [failed] = trials.filter(({ fault, isStuck }) => fault !== undefined || isStuck)
  if (!failed) return
  throw new UserError(
    `Failed to run ${failed.path}: ${failed.isStuck ? 'it would block NPD' : 'it cannot be started'}.`,
    failed.hints[0],
  )
}
