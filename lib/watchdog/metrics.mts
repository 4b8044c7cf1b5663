import { readFileSync } from 'node:fs'
import { files } from '../repository.mts'
import type { WatchdogState } from './watchdog.mts'

interface Metric {
  name: string
  type: 'gauge' | 'counter'
  help: string
  value: (state: WatchdogState) => number | Sample[]
}

/** A value with labels. */
interface Sample {
  labels: Record<string, string>
  value: number
}

const prefix = 'npd_watchdog_'

const seconds = (milliseconds: number): number => Math.round(milliseconds) / 1_000

const readVersion = (): string => {
  const { version }: { version: string } = JSON.parse(readFileSync(files.manifest, 'utf8'))
  return version
}

const metrics: Metric[] = [
  {
    name: 'build_info',
    type: 'gauge',
    help: 'The version of this watchdog and of Node.js.',
    value: () => [{ labels: { version: readVersion(), nodejs: process.versions.node }, value: 1 }],
  },
  {
    name: 'nodes',
    type: 'gauge',
    help: 'Nodes that have conditions written by node-problem-detector.',
    value: ({ evaluatedNodes }) => evaluatedNodes.length,
  },
  {
    name: 'silent_nodes',
    type: 'gauge',
    help: 'Nodes whose node-problem-detector is silent.',
    value: ({ evaluatedNodes }) => evaluatedNodes.filter(({ isSilent }) => isSilent).length,
  },
  {
    name: 'node_silent',
    type: 'gauge',
    help: 'Whether node-problem-detector on the node is silent.',
    value: ({ evaluatedNodes }) =>
      evaluatedNodes.map(({ watchedNode, isSilent }) => ({
        labels: { node: watchedNode.node.metadata.name },
        value: Number(isSilent),
      })),
  },
  {
    name: 'pending_nodes',
    type: 'gauge',
    help: 'Silent nodes that are not marked yet, during a cluster-wide outage.',
    value: ({ pendingCount }) => pendingCount,
  },
  {
    name: 'oldest_heartbeat_age_seconds',
    type: 'gauge',
    help: 'Longest current time without a heartbeat on any node, as observed by this watchdog.',
    value: ({ evaluatedNodes }) =>
      seconds(Math.max(0, ...evaluatedNodes.map(({ silentForMs }) => silentForMs))),
  },
  {
    name: 'allowed_silence_seconds',
    type: 'gauge',
    help: 'Time without a heartbeat after which node-problem-detector counts as silent.',
    value: ({ allowedSilenceMs }) => seconds(allowedSilenceMs),
  },
  {
    name: 'disruption',
    type: 'gauge',
    help: 'Cluster-wide outage: 0 none, 1 most nodes have missed a heartbeat, 2 all nodes have.',
    value: ({ disruption }) => ['none', 'partial', 'full'].indexOf(disruption),
  },
  {
    name: 'api_server_disconnected_seconds',
    type: 'gauge',
    help: 'Time since the last contact with the API server.',
    value: ({ disconnectedForMs }) => seconds(disconnectedForMs),
  },
  {
    name: 'leader',
    type: 'gauge',
    help: 'Whether this watchdog is the leader.',
    value: ({ isLeader }) => Number(isLeader),
  },
  {
    name: 'marks_total',
    type: 'counter',
    help: 'Nodes whose conditions this watchdog has marked.',
    value: ({ marks }) => marks,
  },
  {
    name: 'marks_superseded_total',
    type: 'counter',
    help: 'Marks that were not set because NPD wrote to the node in the meantime.',
    value: ({ conflicts }) => conflicts,
  },
  {
    name: 'recoveries_total',
    type: 'counter',
    help: 'Marked nodes whose node-problem-detector has recovered.',
    value: ({ recoveries }) => recoveries,
  },
]

/** Renders the Prometheus text format, version 0.0.4. */
export const renderMetrics = (state: WatchdogState): string =>
  metrics
    .map(({ name, type, help, value }) =>
      [
        `# HELP ${prefix}${name} ${help}`,
        `# TYPE ${prefix}${name} ${type}`,
        ...renderSamples(`${prefix}${name}`, value(state)),
      ].join('\n'),
    )
    .join('\n')
    .concat('\n')

const renderSamples = (name: string, value: number | Sample[]): string[] =>
  typeof value === 'number'
    ? [`${name} ${value}`]
    : value.map(sample => {
        const labels = Object.entries(sample.labels).map(([key, text]) => `${key}="${text}"`)
        return `${name}{${labels.join(',')}} ${sample.value}`
      })
