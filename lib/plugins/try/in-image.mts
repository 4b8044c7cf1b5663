import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { $ } from 'zx/core'
import { command } from '../../cli/command.mts'
import { UserError } from '../../cli/errors.mts'
import { readEngineInfo } from '../../cluster/preflight/engine-checks.mts'
import type { CustomRule } from '../../npd/config-types.mts'
import { findExecFault } from '../../npd/go/exec.mts'
import type { Execution } from '../../npd/plugin-process.mts'
import { findLoadableDefinitions } from '../loadable.mts'
import { absolutePath, fileAt, type PluginFiles } from '../plugin-files.mts'
import { shellQuote } from '../shell-quote.mts'
import type { TrySandbox } from './container.mts'
import type { Runner } from './run-trials.mts'

export interface ImageRunner extends Runner {
  /** Removes the container and kills everything in it. */
  remove(): Promise<void>
}

/**
 * Creates a container from the image, for the scripts to run in. The plugin files are mounted at the paths that
 * NPD uses. Rejects with a UserError if Docker does not respond or does not have the image.
 */
export const startImageContainer = async (
  image: string,
  files: PluginFiles,
  { root, environment, kubeconfig, variables }: TrySandbox,
  signal: AbortSignal,
): Promise<ImageRunner> => {
  await requireImage(image, signal)
  const name = `npd-try-${randomUUID()}`
  const remove = async () => {
    await command()`docker rm --force ${name}`.catch(() => {})
  }
  try {
    const mounts = files.mountedFiles.flatMap(({ path }) => [
      '--volume',
      `${environment.resolvePath(path)}:${path}:ro`,
    ])
    const flags = Object.entries(variables).flatMap(([key, value]) => ['--env', `${key}=${value}`])
    // The API server of the embedded cluster listens on this machine's loopback interface.
    const kubeconfigFlags = existsSync(kubeconfig)
      ? ['--volume', `${kubeconfig}:/.kubeconfig:ro`, '--env', 'KUBECONFIG=/.kubeconfig']
      : []
    const run = command({ signal, hint: imageHint })
    await run`docker run --detach --init --network host --name ${name} ${mounts} ${kubeconfigFlags} ${flags} --entrypoint sleep ${image} infinity`
    const commandPrefix = ['docker', 'exec', '--workdir', '/', name, ...startCommand]
    const findWrapper = await writeWrappers(files, { root, environment }, path => [
      ...commandPrefix,
      path,
    ])
    const resolvePath = (path: string) => findWrapper(path) ?? environment.resolvePath(path)
    // docker reads its settings from the home directory. NPD_TRY_ROOT marks the processes to clean up.
    const env = { ...$.env, NPD_TRY_ROOT: root }
    return { root, environment: { cwd: root, env, resolvePath }, adjust: convertShellFault, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

export const imageHint =
  'Check that the image contains node-problem-detector. See image/Dockerfile.'

/** The image in the chart's values. Throws a UserError if the plugins do not come from chart values. */
export const imageOf = ({ values, file }: PluginFiles): string => {
  if (values) return values.image
  throw new UserError(
    `Failed to find the image for ${file}: the file does not contain chart values.`,
    'Omit --in-image, or pass a values file.',
  )
}

/** Throws a UserError if Docker does not respond or does not have the image. */
export const requireImage = async (image: string, signal: AbortSignal): Promise<void> => {
  await readEngineInfo(signal).catch(error => {
    if (!(error instanceof UserError)) throw error
    throw new UserError(
      `Failed to run plugins in the image: ${error.message.replace(/\.$/, '')}.`,
      error.hint ?? 'Omit --in-image to run them on this machine.',
    )
  })
  const hint = `Run \`docker build --tag ${image} image\` or \`docker pull ${image}\`.`
  await command({ signal, hint })`docker image inspect --format ${'{{.Id}}'} ${image}`
}

/**
 * Uses the image's `sh`, as the chart does, so that the error text of a failed start is
 * predictable.
 */
const startCommand = ['/bin/sh', '-c', 'exec "$@"', 'npd-try']

/**
 * Writes wrappers that run the scripts in the container. Returns a function that finds the wrapper of a
 * script. A script that the kernel cannot start gets no wrapper: with a wrapper, the shell in the container would run
 * the script and hide the error that NPD reports. A timeout kills only the docker client on this machine. The script
 * in the container runs until the container is removed.
 */
export const writeWrappers = async (
  files: PluginFiles,
  { root, environment }: Runner,
  commandFor: (path: string) => string[],
): Promise<(path: string) => string | undefined> => {
  const wrappers = new Map<string, string>()
  const rules = findLoadableDefinitions(files).flatMap(({ config }) => config.rules)
  for (const path of new Set(rules.map(rule => rule.path))) {
    const isMounted = fileAt(files, path) !== undefined
    if (isMounted && (await findExecFault(path, environment.resolvePath(path), root))) continue
    const file = join(root, `.wrapper-${wrappers.size}`)
    const line = commandFor(path).map(shellQuote).join(' ')
    await writeFile(file, `#!/bin/sh\nexec ${line} "$@"\n`)
    await chmod(file, 0o755)
    wrappers.set(absolutePath(path), file)
  }
  return path => wrappers.get(absolutePath(path))
}

const shellFault = /^npd-try: .*: (not found|Permission denied)\s*$/m

/** If the shell cannot start a script, replaces the shell's error with the error that NPD would report. */
export const convertShellFault = (execution: Execution, { path }: CustomRule): Execution => {
  if ('fault' in execution) return execution
  const { exit, stderr } = execution
  const [, shellError] = shellFault.exec(stderr.toString()) ?? []
  if (shellError === undefined || (exit.code !== 126 && exit.code !== 127)) return execution
  const error = shellError === 'not found' ? 'no such file or directory' : 'permission denied'
  return { fault: `fork/exec ${path}: ${error}` }
}
