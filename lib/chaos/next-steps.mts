import type { Timing } from '../chart/definitions.mts'
import type { Pod } from '../kube/types.mts'
import type { DeleteResult } from './apply.mts'

const formatSeconds = (milliseconds: number): string => `${Math.ceil(milliseconds / 1000)} s`

/** The text to print after an experiment starts: how soon NPD detects it, and the next commands. */
export const describePartition = (pods: Pod[], timing: Timing | undefined): string => {
  const detectionTime = timing
    ? `within ${formatSeconds(timing.interval + timing.timeout)} (interval ${formatSeconds(timing.interval)} + timeout ${formatSeconds(timing.timeout)})`
    : 'soon'
  const node = pods[0]?.spec.nodeName ?? ''
  return `
NPD on these nodes detects the outage ${detectionTime}. The API server does not report it. Compare:
  npx zx scripts/show.mts                    what the API server reports
  npx zx scripts/logs.mts ${node.padEnd(18)} what NPD finds on the node
  npx zx scripts/chaos-delete.mts            end the experiment`
}

/** The text to print after an experiment ends: what NPD reports next, or which pods need a restart. */
export const describeRecovery = (result: DeleteResult): string =>
  result === 'recovered'
    ? `
NPD can reach the API server again. NPD first writes the status it determined during the outage, and then the current one:
  npx zx scripts/show.mts --watch            follow both changes`
    : `
chaos-mesh did not finish the experiment in time, so its finalizers were removed. Pods may remain
disconnected until they are recreated:
  kubectl rollout restart daemonset/node-problem-detector -n kube-system`
