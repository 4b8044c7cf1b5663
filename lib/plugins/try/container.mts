import { homedir, hostname } from 'node:os'
import { delimiter, join } from 'node:path'
import { $ } from 'zx/core'
import { UsageError } from '../../cli/errors.mts'
import { createPathResolver } from '../../npd/container-root.mts'
import type { PluginEnvironment } from '../../npd/plugin-process.mts'
import { installStandIns } from '../../stand-ins/install.mts'
import type { PluginFiles } from '../plugin-files.mts'
import { type PluginCluster, writePluginKubeconfig } from './cluster-access.mts'
import { createRoot } from './root.mts'

export interface SandboxRequest {
  context: string | undefined
  /** Environment variables, each as `NAME=VALUE`. */
  env: string[]
  node: string | undefined
}

/** A folder that replaces the file system of NPD's container, as in the embedded cluster. */
export interface TrySandbox {
  /** The path of the folder. Every process started there has the path in its environment. */
  root: string
  environment: PluginEnvironment
  /** The environment variables from the chart and from the user. */
  variables: Record<string, string>
  /** The path of the kubeconfig, which exists only if there is a cluster. */
  kubeconfig: string
  cluster: PluginCluster
  node: string
  /** Commands that are missing on this machine and replaced by stand-ins. */
  replacedCommands: string[]
  /** Kills the processes that still run there, and removes the folder. */
  remove(): Promise<void>
}

/**
 * Creates the folder with the files that the container mounts. Throws a UsageError for an invalid
 * `--env`, and a UserError if the kubeconfig cannot be read.
 */
export const createSandbox = async (
  files: PluginFiles,
  request: SandboxRequest,
  signal: AbortSignal,
): Promise<TrySandbox> => {
  const userVariables = parseEnvironment(request.env)
  const { root, remove } = await createRoot('npd-try-', files.mountedFiles)
  try {
    const path = $.env.PATH ?? ''
    const bin = join(root, '.stand-ins')
    const replacedCommands = await installStandIns(bin, path)
    const kubeconfig = join(root, '.kubeconfig')
    const cluster = await writePluginKubeconfig(kubeconfig, request.context, signal)
    const node = request.node ?? cluster.node ?? hostname()
    const variables = { NODE_NAME: node, ...readEnvironment(files), ...userVariables }
    const env = {
      PATH: [bin, path].join(delimiter),
      // The credentials of the user's context may be in the home directory.
      HOME: request.context === undefined ? root : homedir(),
      HOSTNAME: node,
      KUBECONFIG: kubeconfig,
      ...variables,
    }
    const environment = { cwd: root, env, resolvePath: createPathResolver(root) }
    return {
      root,
      environment,
      variables,
      kubeconfig,
      cluster,
      node,
      replacedCommands,
      remove,
    }
  } catch (error) {
    await remove()
    throw error
  }
}

/** Returns the environment variables that the chart's values set for NPD's container. */
export const readEnvironment = ({ values }: PluginFiles): Record<string, string> => {
  const { env = [] } = values ?? {}
  return Object.fromEntries(env.map(({ name, value = '' }) => [name, String(value)]))
}

const parseEnvironment = (assignments: string[]): Record<string, string> =>
  Object.fromEntries(
    assignments.map(assignment => {
      const [, name = '', value = ''] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(assignment) ?? []
      if (name !== '') return [name, value]
      throw new UsageError('--env', {
        value: assignment,
        reason: 'not of the form NAME=VALUE',
        example: '--env LIMIT=3',
      })
    }),
  )
