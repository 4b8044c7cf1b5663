import { existsSync } from 'node:fs'
import { chmod, copyFile, writeFile } from 'node:fs/promises'
import { command, isOnPath } from '../../cli/command.mts'
import { UserError } from '../../cli/errors.mts'
import { clusterName } from '../../cluster/cluster-name.mts'
import { displayPath } from '../../repository.mts'
import { kindKubeconfig, stateFolder } from '../../state-folder.mts'

export interface ClusterAccess {
  /** What `kubectl` in a plugin will reach, for the user. */
  about: string
  /** A node of that cluster, where one is known. */
  node?: string
}

/**
 * Writes the kubeconfig that plugins get: of the context, if one is named, else of the demo's own
 * cluster, if there is one, else none at all. Never of the user's current context.
 */
export const writeKubeconfig = async (
  target: string,
  context: string | undefined,
  signal: AbortSignal,
): Promise<ClusterAccess> => {
  if (context !== undefined) {
    await writeFile(target, await readContext(context, signal), { mode: 0o600 })
    return { about: `context ${context}, as you` }
  }
  const folder = stateFolder()
  const found = [folder.kubeconfig, kindKubeconfig(folder)].find(existsSync)
  if (!found) return { about: 'no cluster: `npx zx scripts/run.mts` brings one up' }
  await copyFile(found, target)
  await chmod(target, 0o600)
  return {
    about: `${displayPath(found)}, as its administrator; NPD itself may only get nodes`,
    node: `${clusterName}-control-plane`,
  }
}

/** With its certificates and its login in it, and no other context. */
const readContext = async (context: string, signal: AbortSignal): Promise<string> => {
  if (!(await isOnPath('kubectl')))
    throw new UserError(
      'Failed to use --context: kubectl is not on PATH.',
      'Install kubectl, or omit --context.',
    )
  const run = command({ signal, hint: 'See `kubectl config get-contexts`.' })
  return run`kubectl config view --raw --minify --flatten --context=${context}`
}
