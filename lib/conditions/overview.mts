import { colorsFor } from '../cli/colors.mts'
import type { KubeApi } from '../kube/api.mts'
import { chooseTypeToShow } from './orphans.mts'
import { renderConditions } from './render.mts'
import { readConditions } from './show.mts'

/** The conditions that `run` shows when it has finished, as a table. Undefined if NPD sets none. */
export const renderOverview = async (
  api: KubeApi,
  signal: AbortSignal,
): Promise<string | undefined> => {
  const type = await chooseTypeToShow(api, signal)
  if (type === undefined) return undefined
  return renderConditions(await readConditions(api, type), colorsFor('stdout'))
}
