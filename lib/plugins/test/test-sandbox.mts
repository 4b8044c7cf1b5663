import { mkdir, readdir, readFile, rm, stat, symlink, utimes } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { CustomRule } from '../../npd/config-types.mts'
import { createPathResolver, writeIntoRoot } from '../../npd/container-root.mts'
import type { Execution, PluginEnvironment } from '../../npd/plugin-process.mts'
import type { ImageContents } from '../lint/image-contents.mts'
import type { PluginFiles } from '../plugin-files.mts'
import { readEnvironment } from '../try/container.mts'
import { readFault } from '../try/in-image.mts'
import { openRoot } from '../try/root.mts'
import { missingCommandHandler, missingList } from './host-commands.mts'
import { type ImageSandbox, openImageSandbox } from './image-sandbox.mts'
import { createPathMover, type PathMover } from './move-paths.mts'
import { readRecording, recordedCalls, writeRecorder } from './recorder.mts'
import type { PlannedRun } from './test-environment.mts'
import type { Stub, TestedFile } from './test-types.mts'
import { unansweredList, writeStubs } from './write-stubs.mts'

/** A call by a script that no command or stub could answer. */
export interface FailedCall {
  /** `missing`: the image does not contain the command. `unanswered`: no stub answers the call. */
  kind: 'missing' | 'unanswered'
  call: string
}

/** A folder in which the runs of one case take place. */
export interface TestSandbox {
  root: string
  /** Writes the files and stubs of a run, and returns the environment for its scripts. */
  prepare(run: PlannedRun): Promise<PluginEnvironment>
  /** Kills the script of a run at its timeout, if it runs in a container. */
  killScript?: (() => Promise<void>) | undefined
  /** Converts the arguments of a rule. */
  moveArguments(args: string[]): string[]
  /** Removes the name of the folder from the output of a script. */
  restore(execution: Execution, rule: CustomRule): Execution
  /** Returns the calls that failed since the last `prepare`. */
  readFailedCalls(): Promise<FailedCall[]>
  /** Returns stubs that answer like the commands that ran since the last `prepare`. */
  readRecording(): Promise<Record<string, Stub>>
  /** Makes all files older, as if this time had passed. */
  age(milliseconds: number): Promise<void>
  remove(): Promise<void>
}

/** The settings that all cases of a test file share. */
export interface SharedSandbox {
  plugin: PluginFiles
  contents: ImageContents
  /** The folder with the commands of the image. */
  commands: string
  /** The path of `sleep` on this machine. */
  sleep: string
  /** The program that each stub is a link to. */
  stub: string
  /** The image in which the scripts run; undefined for this machine. */
  image: string | undefined
  /** The paths of the real commands that `--record` runs, by name. */
  realCommands: Map<string, string>
}

/** Creates the folder for runs with these files. */
export const openTestSandbox = async (
  shared: SharedSandbox,
  runs: PlannedRun[],
  records: boolean,
  signal: AbortSignal,
): Promise<TestSandbox> => {
  const { root, remove: removeRoot } = await openRoot('npd-test-plugin-', [])
  const mover = createPathMover(root, pathsOf(shared, runs), shared.contents)
  let container: ImageSandbox | undefined
  const remove = async () => {
    await container?.remove()
    await removeRoot()
  }
  try {
    for (const { path, text, mode = 0o755 } of shared.plugin.mounted)
      await writeIntoRoot(root, { path, text: mover.move(text), mode })
    if (shared.image !== undefined)
      container = await openImageSandbox(shared.image, { ...shared, root }, signal)
  } catch (error) {
    await remove()
    throw error
  }
  const lists = {
    missing: join(root, missingList),
    unanswered: join(root, unansweredList),
    recorded: join(root, recordedCalls),
  }
  const readFailedCalls = async (): Promise<FailedCall[]> => [
    ...(await readList(lists.missing)).map(call => ({ kind: 'missing' as const, call })),
    ...(await readList(lists.unanswered)).map(call => ({ kind: 'unanswered' as const, call })),
  ]
  return {
    root,
    prepare: run => prepareRun(run, { shared, root, mover, container, lists, records }),
    moveArguments: args => args.map(mover.move),
    killScript: container?.killScript,
    restore: (execution, rule) =>
      restoreOutput(container ? readFault(execution, rule) : execution, mover),
    readFailedCalls,
    readRecording: () => readRecording(lists.recorded),
    age: milliseconds => ageFiles(root, milliseconds),
    remove,
  }
}

/** The paths of the files in the root folder. */
const pathsOf = ({ plugin }: SharedSandbox, runs: PlannedRun[]): string[] => {
  const paths = runs.flatMap(({ files, stubs }) => [...Object.keys(files), ...Object.keys(stubs)])
  return [...paths.filter(path => path.startsWith('/')), ...plugin.mounted.map(({ path }) => path)]
}

/** The state of an open sandbox. */
interface OpenSandbox {
  shared: SharedSandbox
  root: string
  mover: PathMover
  container: ImageSandbox | undefined
  lists: { missing: string; unanswered: string; recorded: string }
  records: boolean
}

const prepareRun = async (
  run: PlannedRun,
  { shared, root, mover, container, lists, records }: OpenSandbox,
): Promise<PluginEnvironment> => {
  const { plugin, commands, sleep, stub, realCommands } = shared
  const folder = join(root, '.stubs')
  for (const list of Object.values(lists)) await rm(list, { force: true })
  for (const [path, file] of Object.entries(run.files)) await writeTestedFile(root, path, file)
  await writeStubs(run.stubs, run.api, { root, folder, sleep, stub, calls: container?.calls })
  if (records)
    for (const [name, command] of realCommands)
      await writeRecorder(folder, { name, command, list: lists.recorded, stub })
  const hidden = Object.keys(run.stubs).filter(name => run.stubs[name] === null)
  const available = container
    ? await container.pathWithout(hidden)
    : await hideCommands(commands, join(root, '.commands'), hidden)
  const env = createEnvironment(run, plugin, mover, `${folder}:${available}`)
  const environment = {
    cwd: root,
    env: { ...env, HOME: root, NPD_TEST_MISSING: lists.missing },
    resolvePath: createPathResolver(root),
  }
  return container ? container.enter(environment) : environment
}

/** Returns a folder with the commands, except those whose stub is `null`. */
const hideCommands = async (
  commands: string,
  folder: string,
  hidden: string[],
): Promise<string> => {
  const names = await readdir(commands)
  const isHidden = (name: string) => hidden.includes(name)
  if (!names.some(isHidden)) return commands
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
  for (const name of names)
    if (!isHidden(name)) await symlink(join(commands, name), join(folder, name))
  return folder
}

const createEnvironment = (
  { node = 'node', env }: PlannedRun,
  plugin: PluginFiles,
  { move }: PathMover,
  path: string,
): Record<string, string> => {
  const own = Object.entries(env).map(([name, value]) => [name, move(String(value))])
  return {
    PATH: path,
    HOSTNAME: node,
    NODE_NAME: node,
    ...missingCommandHandler,
    ...readEnvironment(plugin),
    ...Object.fromEntries(own),
  }
}

const writeTestedFile = async (root: string, path: string, file: TestedFile): Promise<void> => {
  if (file !== null) {
    const { text, mode = '0644' } = typeof file === 'string' ? { text: file } : file
    return writeIntoRoot(root, { path, text, mode: Number.parseInt(mode, 8) })
  }
  // Creates the folder, because scripts often check first whether it exists.
  await writeIntoRoot(root, { path, text: '', mode: 0o644 })
  await rm(join(root, resolve('/', path)), { force: true })
}

const restoreOutput = (execution: Execution, { restore }: PathMover): Execution => {
  if ('fault' in execution) return execution
  const { stdout, stderr, stdoutSize } = execution
  const restored = restore(stdout)
  return {
    ...execution,
    stdout: restored,
    stderr: restore(stderr),
    stdoutSize: stdoutSize - stdout.length + restored.length,
  }
}

const readList = async (file: string): Promise<string[]> => {
  const text = await readFile(file, 'utf8').catch(() => '')
  return [...new Set(text.split('\n').filter(Boolean))]
}

const ageFiles = async (folder: string, milliseconds: number): Promise<void> => {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await ageFiles(path, milliseconds)
    if (!entry.isDirectory() && !entry.isFile()) continue
    const { atimeMs, mtimeMs } = await stat(path)
    await utimes(path, (atimeMs - milliseconds) / 1000, (mtimeMs - milliseconds) / 1000)
  }
}
