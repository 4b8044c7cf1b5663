/** The data that the server sends, as in `lib/live/entry.mts` and `lib/live/node-state.mts`. */
export interface Entry {
  id: number
  key: number
  at: string
  kind: string
  node: string
  text: string
  raw: string
  count: number
  next?: string
  command?: string
}

export interface NodeState {
  node: string
  knew: string
  said: string
  isCut: boolean
  isSilent: boolean
  isMarked: boolean
}

export interface State {
  cluster: string
  type: string
  nodes: NodeState[]
  canChange: boolean
  commands: Record<string, string>
  isWatchdogRunning: boolean
}

export interface PluginInfo {
  name: string
  path: string
  definition: string
  script: string
}

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

export interface NodeRuns {
  runs: RunReport[] | null
  log: string[] | null
  conditions: string | null
  metrics: string | null
}
