import type { Timing } from '../chart/timing.mts'
import type { Pod } from '../kube/types.mts'

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

export const describeHealing = (): string => `
NPD reaches the API server again. What it knew arrives now, late, and then that all is well:
  npx zx scripts/show.mts --watch            see it arrive`
