import { expect } from 'vitest'
import type { ChaosRecord, NetworkChaos } from '../../../lib/chaos-mesh/types.mts'
import type { KubeEvent } from '../../../lib/kube/types.mts'
import { events } from './recordings.mts'

const annotations = new Map(events.map(each => [each.event, each.annotations]))

/**
 * Removes the times from the status after checking their format. Sorts the lists whose order is random in
 * chaos-mesh.
 */
export const normalizeStatus = ({ status }: NetworkChaos) =>
  status && {
    ...status,
    ...(status.conditions && {
      conditions: Object.fromEntries(status.conditions.map(({ type, status }) => [type, status])),
    }),
    experiment: {
      ...status.experiment,
      ...(status.experiment.containerRecords && {
        containerRecords: status.experiment.containerRecords
          .map(withoutTimes)
          .sort((a, b) => (a.selectorKey + a.id < b.selectorKey + b.id ? -1 : 1)),
      }),
    },
  }

const withoutTimes = ({ events, ...record }: ChaosRecord) => ({
  ...record,
  ...(events && {
    events: events.map(({ timestamp, ...event }) => {
      expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      return event
    }),
  }),
})

/** Formats each event as one line, and sorts the events of one step. Also checks their annotations. */
export const formatEvents = (emitted: KubeEvent[]): string[] => {
  const groups: KubeEvent[][] = []
  for (const event of emitted) {
    const last = groups.at(-1)
    if (last && stepOf(last[0]) === stepOf(event)) last.push(event)
    else groups.push([event])
  }
  return groups.flatMap(group => group.map(formatEvent).sort())
}

const stepOf = (event: KubeEvent | undefined): string =>
  `${event?.source?.component} ${event?.reason}`

const formatEvent = ({
  metadata,
  involvedObject,
  source,
  type,
  reason,
  message,
}: KubeEvent): string => {
  const text = `${source?.component}: ${type} ${reason}: ${message}`
  expect(metadata.annotations).toEqual(annotations.get(text))
  const { kind, namespace, name } = involvedObject
  return kind === 'PodNetworkChaos' ? `${namespace}/${name} ${text}` : text
}
