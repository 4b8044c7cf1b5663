import { confirm } from '../../cli/confirm.mts'
import type { Phases } from '../../cli/phases.mts'
import { createApi, type KubeApi } from '../../kube/api.mts'
import { connectContext } from '../../kube/proxy.mts'
import { findInstalled, type InstalledItems } from './installed.mts'
import { describeInstalled, isEmpty, removeInstalled } from './remove.mts'

export interface ContextCleanupOptions {
  yes: boolean
  phases: Phases
  signal: AbortSignal
}

/** After confirmation, removes what the scripts installed in the user's cluster. */
export const cleanUpContext = (
  context: string,
  { yes, phases, signal }: ContextCleanupOptions,
): Promise<void> =>
  withInstalled(context, signal, async (api, installed) => {
    phases.note(describeCleanup(context, installed))
    if (isEmpty(installed)) return
    await confirm(`Remove these objects from context ${context}?`, yes, signal)
    phases.unfinished = {
      state: `Some objects may remain in context ${context}`,
      fix: 'Remove them',
    }
    await removeInstalled(api, installed, { phases, signal })
  })

/** Describes what `cleanUpContext` would remove. */
export const previewContextCleanup = (context: string, signal: AbortSignal): Promise<string> =>
  withInstalled(context, signal, async (_, installed) => `${describeCleanup(context, installed)}\n`)

const describeCleanup = (context: string, installed: InstalledItems): string =>
  isEmpty(installed)
    ? `Context ${context} contains nothing that the scripts created.`
    : `Created by the scripts in context ${context}:\n${describeInstalled(installed)}`

const withInstalled = async <T,>(
  context: string,
  signal: AbortSignal,
  work: (api: KubeApi, installed: InstalledItems) => Promise<T>,
): Promise<T> => {
  const api = createApi(await connectContext(context))
  try {
    return await work(api, await findInstalled(api, signal))
  } finally {
    api.close()
  }
}
