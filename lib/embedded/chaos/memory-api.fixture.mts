import { chaosOf } from '../../chaos/chaos.fixture.mts'
import type { NetworkChaos } from '../../chaos-mesh/types.mts'
import type { KubeApi } from '../../kube/api.mts'
import { ApiStatusError } from '../../kube/errors.mts'
import type { KubeEvent, KubeNode, KubeObject, Pod } from '../../kube/types.mts'

/** The part of the API that one experiment needs, without watches and validation. */
export interface MemoryApi {
  readonly api: KubeApi
  chaos: NetworkChaos | undefined
  pods: Pod[]
  nodes: KubeNode[]
  events: KubeEvent[]
  /** Changes the experiment as another client would. */
  touch: (change: (chaos: NetworkChaos) => void) => void
}

export const createMemoryApi = (spec: Partial<NetworkChaos['spec']> = {}): MemoryApi => {
  let version = 1
  const memory: MemoryApi = {
    chaos: chaosOf(spec, { uid: 'uid-1', resourceVersion: '1', creationTimestamp: now() }),
    pods: [],
    nodes: [],
    events: [],
    touch: change => {
      if (memory.chaos) change(memory.chaos)
      if (memory.chaos) memory.chaos.metadata.resourceVersion = String(++version)
    },
    get api() {
      return api as unknown as KubeApi
    },
  }

  const replace = (object: NetworkChaos): NetworkChaos => {
    if (object.metadata.resourceVersion !== memory.chaos?.metadata.resourceVersion)
      throw new ApiStatusError(conflict)
    const { deletionTimestamp, finalizers = [] } = object.metadata
    const stored = structuredClone(object)
    stored.metadata.resourceVersion = String(++version)
    memory.chaos = deletionTimestamp && finalizers.length === 0 ? undefined : stored
    return structuredClone(stored)
  }
  const api = {
    find: async () => structuredClone(memory.chaos),
    replace: async (_: unknown, object: NetworkChaos) => replace(object),
    list: async ({ plural }: { plural: 'pods' | 'nodes' }) => ({ items: memory[plural] }),
    create: async (_: unknown, object: KubeObject) => memory.events.push(object as KubeEvent),
  }
  return memory
}

export const now = (): string => new Date().toISOString()

const conflict = {
  apiVersion: 'v1',
  kind: 'Status',
  metadata: {},
  status: 'Failure',
  reason: 'Conflict',
  message: 'the object has been modified',
  code: 409,
} as const
