import type { PodSpec } from './pod-types.mts'

/** The parts of the Kubernetes API that this project reads and writes. */

export type Labels = Record<string, string>

export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

export interface ManagedFieldsEntry {
  manager?: string
  operation?: 'Apply' | 'Update'
  apiVersion?: string
  time?: string
  fieldsType?: string
  fieldsV1?: Record<string, unknown>
  subresource?: string
}

export interface ObjectMeta {
  name: string
  namespace?: string
  generateName?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Labels
  annotations?: Record<string, string>
  finalizers?: string[]
  ownerReferences?: OwnerReference[]
  managedFields?: ManagedFieldsEntry[]
}

export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
}

export interface ListMeta {
  resourceVersion?: string
  continue?: string
  remainingItemCount?: number
}

export interface KubeList<T extends KubeObject> {
  apiVersion: string
  kind: string
  metadata: ListMeta
  items: T[]
}

/** The response of the API server to a failed request. */
export interface Status {
  apiVersion: 'v1'
  kind: 'Status'
  metadata: ListMeta
  status: 'Success' | 'Failure'
  message?: string
  reason?: string
  details?: {
    name?: string
    group?: string
    kind?: string
    uid?: string
    retryAfterSeconds?: number
    causes?: StatusCause[]
  }
  code?: number
}

export interface StatusCause {
  reason?: string
  message?: string
  field?: string
}

export type WatchEvent<T extends KubeObject> =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; object: T }
  | { type: 'ERROR'; object: Status }

export type ConditionStatus = 'True' | 'False' | 'Unknown'

/** Times are RFC 3339 in UTC with whole seconds, like `metav1.Time`. */
export interface NodeCondition {
  type: string
  status: ConditionStatus
  reason?: string
  message?: string
  lastHeartbeatTime?: string | null
  lastTransitionTime?: string | null
}

export interface Taint {
  key: string
  value?: string
  effect: string
  timeAdded?: string
}

export interface KubeNode extends KubeObject {
  spec?: {
    podCIDR?: string
    podCIDRs?: string[]
    providerID?: string
    taints?: Taint[]
    unschedulable?: boolean
  }
  status?: {
    conditions?: NodeCondition[]
    addresses?: { type: string; address: string }[]
    nodeInfo?: Record<string, string>
    capacity?: Record<string, string>
    allocatable?: Record<string, string>
  }
}

export interface DaemonSet extends KubeObject {
  spec: {
    selector: { matchLabels: Labels }
    template: { metadata: { labels?: Labels; annotations?: Record<string, string> }; spec: PodSpec }
    revisionHistoryLimit?: number
    updateStrategy?: {
      type: string
      rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string }
    }
  }
  status?: {
    currentNumberScheduled: number
    desiredNumberScheduled: number
    numberMisscheduled: number
    numberReady: number
    updatedNumberScheduled?: number
    numberAvailable?: number
    observedGeneration?: number
  }
}

export interface Deployment extends KubeObject {
  spec: Pick<DaemonSet['spec'], 'selector' | 'template'> & { replicas: number }
}

export interface ConfigMap extends KubeObject {
  data?: Record<string, string>
  binaryData?: Record<string, string>
}

export interface Lease extends KubeObject {
  spec?: {
    holderIdentity?: string
    leaseDurationSeconds?: number
    acquireTime?: string
    renewTime?: string
    leaseTransitions?: number
  }
}

export interface ObjectReference {
  apiVersion?: string
  kind?: string
  name?: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  fieldPath?: string
}

/** The core/v1 Event, as NPD writes it. */
export interface KubeEvent extends KubeObject {
  involvedObject: ObjectReference
  reason?: string
  message?: string
  source?: { component?: string; host?: string }
  firstTimestamp?: string | null
  lastTimestamp?: string | null
  count?: number
  type?: string
  eventTime?: string | null
  series?: { count: number; lastObservedTime: string }
  action?: string
  reportingComponent?: string
  reportingInstance?: string
}

export type * from './pod-types.mts'

export interface LabelSelectorRequirement {
  key: string
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  values?: string[]
}

/** A rule of a ClusterRole. */
export interface PolicyRule {
  apiGroups: string[]
  resources: string[]
  verbs: string[]
}
