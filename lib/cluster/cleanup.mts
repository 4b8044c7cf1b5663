import { existsSync } from 'node:fs'
import type { Phases } from '../cli/phases.mts'
import { stateFolder, withLock } from '../embedded/state.mts'
import type { ClusterChoice } from './choice.mts'
import { clusterName } from './cluster-name.mts'
import { findEmbedded, stopEmbedded } from './embedded.mts'
import { deleteKind } from './kind.mts'

/** Removes the clusters that `run` made, or only one of them. */
export const cleanUp = async (
  cluster: ClusterChoice['cluster'],
  { phases, signal }: { phases: Phases; signal: AbortSignal },
): Promise<void> => {
  const folder = stateFolder()
  if (cluster !== 'embedded' && existsSync(folder.kind))
    await phases.run(
      'kind cluster',
      () => withLock(folder, () => deleteKind(folder, signal)),
      () => 'gone, with its nodes',
    )
  else if (cluster === 'kind') phases.note('  No kind cluster was made from here.')
  if (cluster === 'kind') return
  await phases.run(
    'embedded cluster',
    () => stopEmbedded(folder),
    existed => (existed ? 'gone, with all its processes and files' : 'there was none'),
  )
}

/** What `cleanUp` would remove, as text. */
export const previewCleanup = async (cluster: ClusterChoice['cluster']): Promise<string> => {
  const folder = stateFolder()
  const lines: string[] = []
  if (cluster !== 'embedded' && existsSync(folder.kind))
    lines.push(`Would delete the kind cluster ${clusterName}, with its nodes.\n`)
  const embedded = cluster === 'kind' ? undefined : await findEmbedded(folder)
  embedded?.api.close()
  if (embedded)
    lines.push(
      `Would end process ${embedded.pid}, the embedded cluster ${clusterName}, and delete its files.\n`,
    )
  return lines.join('') || 'No cluster is running.\n'
}
