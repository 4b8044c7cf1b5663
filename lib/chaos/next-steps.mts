import type { Timing } from '../chart/definitions.mts'
import type { Pod } from '../kube/types.mts'
import type { Ended } from './apply.mts'

const seconds = (milliseconds: number): string => `${Math.ceil(milliseconds / 1000)} s`

/** What happens after the cut, and where to look. */
export const describeCut = (pods: Pod[], timing: Timing | undefined): string => {
  const within = timing
    ? `Within ${seconds(timing.interval + timing.timeout)} (interval ${seconds(timing.interval)} + timeout ${seconds(timing.timeout)})`
    : 'Soon'
  const node = pods[0]?.spec.nodeName ?? ''
  return `
${within} NPD there will know. The API server will not:
  npx zx scripts/show.mts                    what the cluster believes
  npx zx scripts/logs.mts ${node.padEnd(18)} what the node knows
  npx zx scripts/chaos-delete.mts            end it`
}

/** What comes after the end, and what does not if chaos-mesh could not finish it. */
export const describeHealing = (ended: Ended): string =>
  ended === 'recovered'
    ? `
NPD reaches the API server again. What it knew arrives now, late, and then that all is well:
  npx zx scripts/show.mts --watch            see it arrive`
    : `
chaos-mesh did not finish the experiment in time, so its finalizers were taken away. A pod that it did
cut off stays cut off until it is made anew:
  kubectl rollout restart daemonset/node-problem-detector -n kube-system`
