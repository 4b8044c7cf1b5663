import { confirm } from '../../cli/confirm.mts'
import type { Phases } from '../../cli/phases.mts'
import { createApi, type KubeApi } from '../../kube/api.mts'
import { connectContext } from '../../kube/proxy.mts'
import { findOurs, type Ours } from './ours.mts'
import { describeOurs, isNothing, removeOurs } from './remove.mts'

export interface ContextCleanupOptions {
  yes: boolean
  phases: Phases
  signal: AbortSignal
}

/** Removes what the scripts installed in the user's cluster, after confirmation. */
export const cleanUpContext = (
  context: string,
  { yes, phases, signal }: ContextCleanupOptions,
): Promise<void> =>
  withOurs(context, signal, async (api, ours) => {
    phases.note(describe(context, ours))
    if (isNothing(ours)) return
    await confirm(`Remove these objects from context ${context}?`, yes, signal)
    await removeOurs(api, ours, { phases, signal })
  })

/** Describes what `cleanUpContext` would remove. */
export const previewContextCleanup = (context: string, signal: AbortSignal): Promise<string> =>
  withOurs(context, signal, async (_, ours) => `${describe(context, ours)}\n`)

const describe = (context: string, ours: Ours): string =>
  isNothing(ours)
    ? `Context ${context} contains nothing that the scripts created.`
    : `Created by the scripts in context ${context}:\n${describeOurs(ours)}`

const withOurs = async <T,>(
  context: string,
  signal: AbortSignal,
  work: (api: KubeApi, ours: Ours) => Promise<T>,
): Promise<T> => {
  const api = createApi(await connectContext(context))
  try {
    return await work(api, await findOurs(api, signal))
  } finally {
    api.close()
  }
}
