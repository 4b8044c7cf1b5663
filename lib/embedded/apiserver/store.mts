import type { KubeObject } from '../../kube/types.mts'
import { encodeJson } from './go-json.mts'
import type { Kind } from './kind.mts'

/** One change to one object. `version` is the store's resourceVersion after the change. */
export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  kind: Kind
  object: KubeObject
  /** The object before the change, or undefined for ADDED. */
  previousObject?: KubeObject
  version: number
  /** The JSON size of all earlier changes, and the JSON size of this change. */
  bytes: { earlierChanges: number; thisChange: number }
}

/** Limits for the number and total size of changes. */
interface HistoryLimits {
  changes: number
  /** The size of the changes as JSON. In memory, they need about three times as much space. */
  bytes: number
}

/** The default limits for the changes that a store keeps. */
export const defaultHistoryLimits: HistoryLimits = { changes: 10_000, bytes: 12 * 1024 * 1024 }

/** When a limit is exceeded, the oldest changes are dropped until the history fits in this share of the limits. */
const targetShare = 0.9

type Listener = (change: Change) => void

/** Returns `namespace/name`, or only the name for cluster-scoped objects. */
export const keyOf = (namespace: string | undefined, name: string): string =>
  namespace ? `${namespace}/${name}` : name

/**
 * Stores all objects in memory. It is synchronous and contains no HTTP or validation logic. Objects
 * are frozen, so they are returned without a copy. Each write increments a shared counter, as in
 * etcd.
 */
export class Store {
  readonly #objects = new Map<Kind, Map<string, KubeObject>>()
  readonly #sortedKeys = new Map<Kind, string[]>()
  readonly #history: Change[] = []
  readonly #limits: HistoryLimits
  readonly #listeners = new Set<Listener>()
  #version = 1
  #compactedVersion = 1
  #writtenBytes = 0

  /** `limits` apply to the changes that are kept for resuming watches. */
  constructor(limits: Partial<HistoryLimits> = {}) {
    this.#limits = { ...defaultHistoryLimits, ...limits }
  }

  get version(): number {
    return this.#version
  }

  get(kind: Kind, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#objects.get(kind)?.get(keyOf(namespace, name))
  }

  /** Lists objects sorted by namespace and name, like keys in etcd. */
  list(kind: Kind, namespace?: string): KubeObject[] {
    const objects = this.#objects.get(kind)
    if (!objects) return []
    const prefix = namespace ? `${namespace}/` : ''
    const keys = this.#getSortedKeys(kind, objects)
    return keys.flatMap(key => (key.startsWith(prefix) ? (objects.get(key) ?? []) : []))
  }

  /** Lists the objects at a version. Returns undefined if the version is too old. */
  listAt(kind: Kind, namespace: string | undefined, version: number): KubeObject[] | undefined {
    const changes = this.listChangesAfter(kind, version)
    if (!changes || changes.length === 0) return changes && this.list(kind, namespace)
    const objects = new Map(this.#objects.get(kind))
    for (const { object, previousObject } of changes.toReversed()) {
      const key = keyOf(object.metadata.namespace, object.metadata.name)
      if (previousObject) objects.set(key, previousObject)
      else objects.delete(key)
    }
    return [...objects.keys()]
      .filter(key => !namespace || key.startsWith(`${namespace}/`))
      .sort()
      .flatMap(key => objects.get(key) ?? [])
  }

  listStoredKinds(): Kind[] {
    return [...this.#objects.keys()]
  }

  /** Creates or replaces an object. The caller must validate it first. */
  put(kind: Kind, object: KubeObject): KubeObject {
    const { namespace, name } = object.metadata
    const previousObject = this.get(kind, namespace, name)
    const storedObject = this.#stamp(object)
    const objects = this.#objects.get(kind) ?? new Map<string, KubeObject>()
    this.#objects.set(kind, objects.set(keyOf(namespace, name), storedObject))
    if (!previousObject) this.#sortedKeys.delete(kind)
    this.#record(
      previousObject
        ? { type: 'MODIFIED', kind, object: storedObject, previousObject }
        : { type: 'ADDED', kind, object: storedObject },
    )
    return storedObject
  }

  remove(kind: Kind, namespace: string | undefined, name: string): KubeObject | undefined {
    const previousObject = this.get(kind, namespace, name)
    if (!previousObject) return undefined
    this.#objects.get(kind)?.delete(keyOf(namespace, name))
    this.#sortedKeys.delete(kind)
    const object = this.#stamp(structuredClone(previousObject))
    this.#record({ type: 'DELETED', kind, object, previousObject })
    return object
  }

  /** Lists the changes after a version. Returns undefined if the version is too old. */
  listChangesAfter(kind: Kind, version: number): Change[] | undefined {
    if (this.isCompacted(version)) return undefined
    const laterChanges = this.#history.slice(this.#indexAfter(version))
    return laterChanges.filter(change => change.kind === kind)
  }

  /** Whether changes after the version have been dropped. */
  isCompacted(version: number): boolean {
    return version < this.#compactedVersion
  }

  /** Returns the first change after a version, if any. The version must not be compacted. */
  findChangeAfter(version: number): Change | undefined {
    return this.#history[this.#indexAfter(version)]
  }

  /** Returns the total size of the changes after a version. */
  getSizeAfter(version: number): number {
    const next = this.findChangeAfter(version)
    return next ? this.#writtenBytes - next.bytes.earlierChanges : 0
  }

  /** Calls the listener for each change, in order. Returns a function that unsubscribes. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Drops the history, like etcd's compaction. Clients with an older version must list the objects again. */
  compact(): void {
    this.#history.length = 0
    this.#compactedVersion = this.#version
  }

  #stamp(object: KubeObject): KubeObject {
    object.metadata.resourceVersion = String(++this.#version)
    return deepFreeze(object)
  }

  /**
   * Returns the index of the first change after the version. Every write increments the version by one and
   * adds one change.
   */
  #indexAfter(version: number): number {
    return Math.max(version - this.#compactedVersion, 0)
  }

  #record(change: Omit<Change, 'version' | 'bytes'>): void {
    const bytes = {
      earlierChanges: this.#writtenBytes,
      thisChange: encodeJson(change.object).length,
    }
    const recordedChange: Change = { ...change, version: this.#version, bytes }
    this.#history.push(recordedChange)
    this.#writtenBytes += bytes.thisChange
    this.#trimHistory()
    for (const listener of this.#listeners) listener(recordedChange)
  }

  #trimHistory(): void {
    const { changes, bytes } = this.#limits
    const history = this.#history
    const historyBytes = this.getSizeAfter(this.#compactedVersion)
    if (history.length <= changes && historyBytes <= bytes) return
    const minBytesBefore = this.#writtenBytes - bytes * targetShare
    const firstFittingIndex = history.findIndex(
      change => change.bytes.earlierChanges >= minBytesBefore,
    )
    const excess = Math.max(
      firstFittingIndex < 0 ? 0 : firstFittingIndex,
      history.length - Math.floor(changes * targetShare),
    )
    // The newest change is kept, even if it alone exceeds the limit.
    const droppedChanges = history.splice(0, Math.min(excess, history.length - 1))
    this.#compactedVersion = droppedChanges.at(-1)?.version ?? this.#compactedVersion
  }

  #getSortedKeys(kind: Kind, objects: Map<string, KubeObject>): string[] {
    const cachedKeys = this.#sortedKeys.get(kind)
    if (cachedKeys) return cachedKeys
    const keys = [...objects.keys()].sort()
    this.#sortedKeys.set(kind, keys)
    return keys
  }
}

/** Freezes plain data recursively. Assumes that frozen objects are already frozen recursively. */
const deepFreeze = <T,>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const child of Object.values(value)) deepFreeze(child)
  return value
}
