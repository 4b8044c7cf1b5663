export interface GetOptions {
  namespace?: string
  signal?: AbortSignal
}

export interface ListOptions extends GetOptions {
  labelSelector?: string
  fieldSelector?: string
}

export interface WatchOptions extends ListOptions {
  resourceVersion?: string
  /** Ends a watch that receives nothing for this many milliseconds. The caller can resume the watch. */
  idleMs?: number
  /** Called when the first bytes of the response arrive. */
  onOpen?: () => void
}

export interface WriteOptions extends GetOptions {
  subresource?: 'status'
  fieldManager?: string
  /** Whether a server-side apply takes over fields from other managers. */
  force?: boolean
  dryRun?: boolean
}

export interface PodLogOptions {
  container?: string
  follow?: boolean
  tailLines?: number
  sinceSeconds?: number
  timestamps?: boolean
  signal?: AbortSignal
}
