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
