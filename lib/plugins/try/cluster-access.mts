import { existsSync } from 'node:fs'
import { chmod, copyFile, writeFile } from 'node:fs/promises'
import { command, isOnPath } from '../../cli/command.mts'
import { UserError } from '../../cli/errors.mts'
import { clusterName } from '../../cluster/cluster-name.mts'
import { displayPath } from '../../repository.mts'
import { kindKubeconfig, stateFolder } from '../../state-folder.mts'

export interface PluginCluster {
  /** A description of the cluster that `kubectl` in a plugin connects to. */
  description: string
  /** The name of a node in that cluster, if known. */
  node?: string
}

/**
 * Writes the kubeconfig for plugins to `target`. Uses `context` if given, or else the demo's own cluster
 * if it exists. Never uses the user's current context. Throws a UserError if kubectl is missing or the
 * context cannot be read.
 */
export const writePluginKubeconfig = async (
  target: string,
  context: string | undefined,
  signal: AbortSignal,
): Promise<PluginCluster> => {
  if (context !== undefined) {
    await writeFile(target, await readContext(context, signal), { mode: 0o600 })
    return { description: `context ${context}, with your credentials` }
  }
  const folder = stateFolder()
  const found = [folder.kubeconfig, kindKubeconfig(folder)].find(existsSync)
  if (!found) return { description: 'no cluster; create one with `npx zx scripts/run.mts`' }
  await copyFile(found, target)
  await chmod(target, 0o600)
  return {
    description: `${displayPath(found)}, as administrator; NPD itself has fewer permissions`,
    node: `${clusterName}-control-plane`,
  }
}

/** Returns a kubeconfig with this context only, including its certificates and credentials. */
const readContext = async (context: string, signal: AbortSignal): Promise<string> => {
  if (!(await isOnPath('kubectl')))
    throw new UserError(
      'Failed to use --context: kubectl is not on PATH.',
      'Install kubectl, or omit --context.',
    )
  const run = command({ signal, hint: 'See `kubectl config get-contexts`.' })
  return run`kubectl config view --raw --minify --flatten --context=${context}`
}
