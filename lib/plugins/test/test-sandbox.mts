import { mkdir, readdir, readFile, rm, stat, symlink, utimes } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { CustomRule } from '../../npd/config-types.mts'
import { createPathResolver, writeIntoRoot } from '../../npd/container-root.mts'
import type { Execution, PluginEnvironment } from '../../npd/plugin-process.mts'
import type { ImageContents } from '../lint/image-contents.mts'
import type { PluginFiles } from '../plugin-files.mts'
import { readEnvironment } from '../try/container.mts'
import { convertShellFault } from '../try/in-image.mts'
import { createRoot } from '../try/root.mts'
import { missingCommandHandler, missingCommandsFile } from './host-commands.mts'
import { type ImageSandbox, openImageSandbox } from './image-sandbox.mts'
import { createPathRewriter, type PathRewriter } from './move-paths.mts'
import { readRecording, recordedCallsFile, writeRecorder } from './recorder.mts'
import type { PlannedRun } from './test-environment.mts'
import type { FileFixture, Stub } from './test-types.mts'
import { unmatchedCallsFile, writeStubs } from './write-stubs.mts'

/** A call that failed because the command, or a matching response of its stub, does not exist. */
export interface FailedCall {
  /** `missing`: the image does not contain the command. `unmatched`: no response of the stub matches the call. */
  kind: 'missing' | 'unmatched'
  call: string
}

/** A folder in which the runs of one case take place. */
export interface TestSandbox {
  root: string
  /** Writes the files and stubs of a run, and returns the environment for its scripts. */
  prepare(run: PlannedRun): Promise<PluginEnvironment>
  /** Kills the script of a run at its timeout, if it runs in a container. */
  killScript?: (() => Promise<void>) | undefined
  /** Rewrites the paths in the arguments of a rule. */
  rewriteArguments(args: string[]): string[]
  /** Removes the path of the folder from the output of a script. */
  restorePaths(execution: Execution, rule: CustomRule): Execution
  /** Returns the calls that failed since the last `prepare`. */
  readFailedCalls(): Promise<FailedCall[]>
  /** Returns stubs that respond like the commands that ran since the last `prepare`. */
  readRecording(): Promise<Record<string, Stub>>
  /** Makes all files older, as if this time had passed. */
  ageFiles(milliseconds: number): Promise<void>
  remove(): Promise<void>
}

/** The settings that all cases of a test file share. */
export interface SharedSettings {
  plugin: PluginFiles
  imageContents: ImageContents
  /** The folder with the commands of the image. */
  commandsFolder: string
  /** The path of `sleep` where the scripts run: on this machine or in the image. */
  sleepPath: string
  /** The program that each stub is a link to. */
  stubProgram: string
  /** The image in which the scripts run. Undefined if they run on this machine. */
  image: string | undefined
  /** The paths of the real commands that `--record` runs, by name. */
  realCommands: Map<string, string>
}

/** Creates the sandbox for the runs of a case. */
export const createTestSandbox = async (
  sharedSettings: SharedSettings,
  runs: PlannedRun[],
  usesRealCommands: boolean,
  signal: AbortSignal,
): Promise<TestSandbox> => {
  const { root, remove: removeRoot } = await createRoot('npd-test-plugin-', [])
  const rewriter = createPathRewriter(
    root,
    getFilePaths(sharedSettings, runs),
    sharedSettings.imageContents,
  )
  let container: ImageSandbox | undefined
  const remove = async () => {
    await container?.remove()
    await removeRoot()
  }
  try {
    for (const { path, text, mode = 0o755 } of sharedSettings.plugin.mountedFiles)
      await writeIntoRoot(root, { path, text: rewriter.rewrite(text), mode })
    if (sharedSettings.image !== undefined)
      container = await openImageSandbox(sharedSettings.image, { ...sharedSettings, root }, signal)
  } catch (error) {
    await remove()
    throw error
  }
  const callFiles = {
    missing: join(root, missingCommandsFile),
    unmatched: join(root, unmatchedCallsFile),
    recorded: join(root, recordedCallsFile),
  }
  const readFailedCalls = async (): Promise<FailedCall[]> => [
    ...(await readUniqueLines(callFiles.missing)).map(call => ({ kind: 'missing' as const, call })),
    ...(await readUniqueLines(callFiles.unmatched)).map(call => ({
      kind: 'unmatched' as const,
      call,
    })),
  ]
  return {
    root,
    prepare: run =>
      prepareRun(run, { sharedSettings, root, rewriter, container, callFiles, usesRealCommands }),
    rewriteArguments: args => args.map(rewriter.rewrite),
    killScript: container?.killScript,
    restorePaths: (execution, rule) =>
      restoreOutput(container ? convertShellFault(execution, rule) : execution, rewriter),
    readFailedCalls,
    readRecording: () => readRecording(callFiles.recorded),
    ageFiles: milliseconds => ageFiles(root, milliseconds),
    remove,
  }
}

/** Returns the paths of the files in the sandbox folder. */
const getFilePaths = ({ plugin }: SharedSettings, runs: PlannedRun[]): string[] => {
  const paths = runs.flatMap(({ files, stubs }) => [...Object.keys(files), ...Object.keys(stubs)])
  return [
    ...paths.filter(path => path.startsWith('/')),
    ...plugin.mountedFiles.map(({ path }) => path),
  ]
}

/** The state of an open sandbox. */
interface SandboxState {
  sharedSettings: SharedSettings
  root: string
  rewriter: PathRewriter
  container: ImageSandbox | undefined
  callFiles: { missing: string; unmatched: string; recorded: string }
  usesRealCommands: boolean
}

const prepareRun = async (
  run: PlannedRun,
  { sharedSettings, root, rewriter, container, callFiles, usesRealCommands }: SandboxState,
): Promise<PluginEnvironment> => {
  const { plugin, commandsFolder, sleepPath, stubProgram, realCommands } = sharedSettings
  const stubsFolder = join(root, '.stubs')
  for (const file of Object.values(callFiles)) await rm(file, { force: true })
  for (const [path, file] of Object.entries(run.files)) await writeFileFixture(root, path, file)
  await writeStubs(run.stubs, run.api, {
    root,
    stubsFolder,
    sleepPath,
    stubProgram,
    callsFolder: container?.callsFolder,
  })
  if (usesRealCommands)
    for (const [name, command] of realCommands)
      await writeRecorder(stubsFolder, {
        name,
        command,
        callsFile: callFiles.recorded,
        stubProgram,
      })
  const hiddenCommands = Object.keys(run.stubs).filter(name => run.stubs[name] === null)
  const commandsPath = container
    ? await container.createSearchPath(hiddenCommands)
    : await hideCommands(commandsFolder, join(root, '.commands'), hiddenCommands)
  const env = createEnvironment(run, plugin, rewriter, `${stubsFolder}:${commandsPath}`)
  const environment = {
    cwd: root,
    env: { ...env, HOME: root, NPD_TEST_MISSING: callFiles.missing },
    resolvePath: createPathResolver(root),
  }
  return container ? container.toContainerEnvironment(environment) : environment
}

/** Returns a folder with all commands except the hidden ones. */
const hideCommands = async (
  allCommandsFolder: string,
  folder: string,
  hiddenCommands: string[],
): Promise<string> => {
  const names = await readdir(allCommandsFolder)
  const isHidden = (name: string) => hiddenCommands.includes(name)
  if (!names.some(isHidden)) return allCommandsFolder
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
  for (const name of names)
    if (!isHidden(name)) await symlink(join(allCommandsFolder, name), join(folder, name))
  return folder
}

const createEnvironment = (
  { node = 'node', env }: PlannedRun,
  plugin: PluginFiles,
  { rewrite }: PathRewriter,
  path: string,
): Record<string, string> => {
  const variables = Object.entries(env).map(([name, value]) => [name, rewrite(String(value))])
  return {
    PATH: path,
    HOSTNAME: node,
    NODE_NAME: node,
    ...missingCommandHandler,
    ...readEnvironment(plugin),
    ...Object.fromEntries(variables),
  }
}

const writeFileFixture = async (root: string, path: string, file: FileFixture): Promise<void> => {
  if (file !== null) {
    const { text, mode = '0644' } = typeof file === 'string' ? { text: file } : file
    return writeIntoRoot(root, { path, text, mode: Number.parseInt(mode, 8) })
  }
  // Creates the folder, because scripts often check first whether it exists.
  await writeIntoRoot(root, { path, text: '', mode: 0o644 })
  await rm(join(root, resolve('/', path)), { force: true })
}

const restoreOutput = (execution: Execution, { restore }: PathRewriter): Execution => {
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

const readUniqueLines = async (file: string): Promise<string[]> => {
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
