import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { $ } from 'zx/core'
import { command } from '../../cli/command.mts'
import type { PluginEnvironment } from '../../npd/plugin-process.mts'
import type { PluginFiles } from '../plugin-files.mts'
import { imageHint, requireImage, writeWrappers } from '../try/in-image.mts'
import { serveCalls } from './kubectl-relay.mts'
import { kubectlCommand } from './write-stubs.mts'

/** A container, created from the image, that runs the scripts of one test case. */
export interface ImageSandbox {
  /** Returns a value for `PATH` with the commands of the image, except the hidden ones. */
  createSearchPath(hiddenCommands: string[]): Promise<string>
  /** Returns a copy of the environment that runs scripts in the container. */
  toContainerEnvironment(environment: PluginEnvironment): Promise<PluginEnvironment>
  /** The folder through which calls to kubectl reach this process. */
  callsFolder: string
  /** Kills the script at its timeout, because NPD's kill stops only the docker client. */
  killScript(): Promise<void>
  remove(): Promise<void>
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * Returns a prefix for the command line of a script. The prefix first writes the script's process ID, which is
 * also the ID of its process group, to a file.
 */
const createPidRecorder = (file: string): string[] => [
  '/bin/sh',
  '-c',
  `echo $$ > ${file}; exec "$@"`,
  'npd-try',
]

/**
 * Links the commands of the folders in `$1` into the folder `$0`, except those named in the other
 * arguments.
 */
const linkCommandsScript = `
rm -rf "$0" && mkdir "$0" || exit
IFS=:
for folder in $1; do ln -s "$folder"/* "$0" 2> /dev/null; done
shift
for name; do rm -f "$0/$name"; done`

/**
 * Starts a container with the sandbox folder and the stub program at the same paths as on this machine.
 * Rejects with a UserError if Docker does not respond or does not have the image.
 */
export const openImageSandbox = async (
  image: string,
  { root, stubProgram, plugin }: { root: string; stubProgram: string; plugin: PluginFiles },
  signal: AbortSignal,
): Promise<ImageSandbox> => {
  await requireImage(image, signal)
  const run = command({ signal, hint: imageHint })
  const name = `npd-test-${randomUUID()}`
  const pidFile = `${root}/.pid`
  const callsFolder = `${root}/.kubectl-calls`
  let stopServing: (() => Promise<void>) | undefined
  const remove = async () => {
    await stopServing?.()
    await command()`docker rm --force ${name}`.catch(() => {})
  }
  try {
    const mounts = [root, `${dirname(stubProgram)}:${dirname(stubProgram)}:ro`].flatMap(mount => [
      '--volume',
      mount.includes(':') ? mount : `${mount}:${mount}`,
    ])
    await run`docker run --detach --init --network none --name ${name} ${mounts} --entrypoint sleep ${image} infinity`
    const variables: string[] = JSON.parse(
      await run`docker image inspect --format ${'{{json .Config.Env}}'} ${image}`,
    )
    const imagePath = variables
      ?.find(variable => variable.startsWith('PATH='))
      ?.slice('PATH='.length)
    const path = imagePath ?? defaultPath
    await mkdir(callsFolder)
    stopServing = serveCalls(callsFolder, kubectlCommand(root))
    return {
      callsFolder,
      createSearchPath: async hiddenCommands => {
        if (hiddenCommands.length === 0) return path
        const linkFolder = `${root}/.image-commands`
        await run`docker exec ${name} /bin/sh -c ${linkCommandsScript} ${linkFolder} ${path} ${hiddenCommands}`
        return linkFolder
      },
      toContainerEnvironment: environment =>
        createContainerEnvironment(name, { root, plugin, pidFile }, environment),
      killScript: async () => {
        const killCommand = `kill -9 -"$(cat ${pidFile})"`
        await command()`docker exec ${name} /bin/sh -c ${killCommand}`.catch(() => {})
      },
      remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}

interface ContainerOptions {
  root: string
  plugin: PluginFiles
  pidFile: string
}

const createContainerEnvironment = async (
  name: string,
  { root, plugin, pidFile }: ContainerOptions,
  environment: PluginEnvironment,
): Promise<PluginEnvironment> => {
  const envOptions = Object.entries(environment.env).flatMap(([key, value]) => [
    '--env',
    `${key}=${value}`,
  ])
  const commandPrefix = [
    'docker',
    'exec',
    '--workdir',
    root,
    ...envOptions,
    name,
    ...createPidRecorder(pidFile),
  ]
  const findWrapper = await writeWrappers(plugin, { root, environment }, rulePath => [
    ...commandPrefix,
    environment.resolvePath(rulePath),
  ])
  return {
    cwd: root,
    // docker reads its settings from the home directory. NPD_TRY_ROOT marks the processes to clean up.
    env: { ...$.env, NPD_TRY_ROOT: root },
    resolvePath: rulePath => findWrapper(rulePath) ?? environment.resolvePath(rulePath),
  }
}
