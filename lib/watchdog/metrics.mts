import type { WatchdogState } from './watchdog.mts'

interface Metric {
  name: string
  type: 'gauge' | 'counter'
  help: string
  value: (state: WatchdogState) => number
}

const prefix = 'npd_watchdog_'

const seconds = (milliseconds: number): number => Math.round(milliseconds) / 1_000

const metrics: Metric[] = [
  {
    name: 'nodes',
    type: 'gauge',
    help: 'Nodes with conditions of node-problem-detector.',
    value: ({ judged }) => judged.length,
  },
  {
    name: 'silent_nodes',
    type: 'gauge',
    help: 'Nodes whose node-problem-detector is silent.',
    value: ({ judged }) => judged.filter(({ isSilent }) => isSilent).length,
  },
  {
    name: 'held_nodes',
    type: 'gauge',
    help: 'Silent nodes that are not marked yet, since most nodes fell silent at once.',
    value: ({ held }) => held,
  },
  {
    name: 'oldest_heartbeat_age_seconds',
    type: 'gauge',
    help: 'Time since the node-problem-detector that is silent for longest was heard, by the clock of this watchdog; it counts from its start at most.',
    value: ({ judged }) => seconds(Math.max(0, ...judged.map(({ silentForMs }) => silentForMs))),
  },
  {
    name: 'allowed_silence_seconds',
    type: 'gauge',
    help: 'Time after which a node-problem-detector that is not heard is silent.',
    value: ({ allowedMs }) => seconds(allowedMs),
  },
  {
    name: 'disruption',
    type: 'gauge',
    help: 'Whether most nodes are silent at once: 0 no, 1 most of them, 2 all.',
    value: ({ disruption }) => ['none', 'partial', 'full'].indexOf(disruption),
  },
  {
    name: 'api_server_unheard_seconds',
    type: 'gauge',
    help: 'Time since the API server was heard.',
    value: ({ contactlessMs }) => seconds(contactlessMs),
  },
  {
    name: 'leader',
    type: 'gauge',
    help: 'Whether this watchdog is the one that acts.',
    value: ({ isLeader }) => Number(isLeader),
  },
  {
    name: 'marks_total',
    type: 'counter',
    help: 'Nodes whose conditions this watchdog has set to Unknown.',
    value: ({ marks }) => marks,
  },
  {
    name: 'marks_outrun_total',
    type: 'counter',
    help: 'Marks that were not set, since the node was written to in between.',
    value: ({ changes }) => changes,
  },
  {
    name: 'recoveries_total',
    type: 'counter',
    help: 'Nodes that were marked and whose node-problem-detector spoke again.',
    value: ({ recoveries }) => recoveries,
  },
]

/** In the text format of Prometheus, 0.0.4. */
export const renderMetrics = (state: WatchdogState): string =>
  metrics
    .map(({ name, type, help, value }) =>
      [
        `# HELP ${prefix}${name} ${help}`,
        `# TYPE ${prefix}${name} ${type}`,
        `${prefix}${name} ${value(state)}\n`,
      ].join('\n'),
    )
    .join('')
