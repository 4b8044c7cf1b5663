import type { Timing } from '../chart/definitions.mts'
import type { Pod } from '../kube/types.mts'
import type { Ended } from './apply.mts'

const seconds = (milliseconds: number): string => `${Math.ceil(milliseconds / 1000)} s`

/** The text after a cut: how soon NPD notices, and which commands show it. */
export const describeCut = (pods: Pod[], timing: Timing | undefined): string => {
  const within = timing
    ? `within ${seconds(timing.interval + timing.timeout)} (interval ${seconds(timing.interval)} + timeout ${seconds(timing.timeout)})`
    : 'soon'
  const node = pods[0]?.spec.nodeName ?? ''
  return `
NPD on these nodes notices ${within}. The API server does not:
  npx zx scripts/show.mts                    what the API server reports
  npx zx scripts/logs.mts ${node.padEnd(18)} what NPD finds on the node
  npx zx scripts/chaos-delete.mts            end the experiment`
}

/** The text after an experiment: what arrives now, or what remains if chaos-mesh did not finish it. */
export const describeHealing = (ended: Ended): string =>
  ended === 'recovered'
    ? `
NPD reaches the API server again. It reports the outage late, and then the healthy state:
  npx zx scripts/show.mts --watch            watch both arrive`
    : `
chaos-mesh did not finish the experiment in time, so its finalizers were removed. Pods that are still
cut off stay cut off until they are recreated:
  kubectl rollout restart daemonset/node-problem-detector -n kube-system`
