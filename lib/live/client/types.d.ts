/** The data that the server sends. */

/** As in `lib/live/entry.mts`. */
export interface Entry {
  id: number
  groupId: number
  at: string
  kind: string
  node: string
  text: string
  sourceRecord: string
  count: number
  suggestion?: string
  command?: string
}

/** One node as the page lists it. */
export interface NodeState {
  node: string
  /** The status by NPD's own log; empty if unknown. */
  fromNpd: string
  /** The status by the API server; empty if the node does not have the condition. */
  fromApi: string
  isDisconnected: boolean
  isSilent: boolean
  /** The watchdog has marked the condition. */
  isMarked: boolean
}

export interface ClusterState {
  cluster: string
  type: string
  /** Silent nodes first, then by name. */
  nodes: NodeState[]
}

export interface State extends ClusterState {
  allowChanges: boolean
  commands: Record<string, string>
  isWatchdogRunning: boolean
}

/** A rule of a definition, with its script. */
export interface PluginInfo {
  /** The condition, or the reason of the event. */
  name: string
  path: string
  /** The definition as NPD reads it. */
  definition: string
  /** Empty if the ConfigMap does not contain the script. */
  script: string
}

/** As in `lib/npd/run-report.mts`. */
export interface RunReport {
  at: string
  path: string
  condition: string
  reason: string
  durationMs: number
  exit: string
  timedOut: boolean
  status: string
  message: string
  stdoutSize: number
  stderr: string
}

/** What is known about the runs of the plugins on one node. Null: not available on this cluster. */
export interface NodeRuns {
  runs: RunReport[] | null
  /** The last lines of NPD's log. */
  log: string[] | null
  /** The response of NPD's `/conditions`. */
  conditions: string | null
  /** NPD's metrics about problems. */
  metrics: string | null
}
