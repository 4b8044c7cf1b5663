import type { ConditionStatus, KubeObject, Labels } from './types.mts'

export interface EnvVar {
  name: string
  value?: string
  valueFrom?: { fieldRef?: FieldRef }
}

export interface FieldRef {
  apiVersion?: string
  fieldPath: string
}

/** An action of a probe or a lifecycle hook. */
export interface Handler {
  httpGet?: { path?: string; scheme?: string }
}

export interface Probe extends Handler {
  grpc?: { port?: number; service?: string | null }
  timeoutSeconds?: number
  periodSeconds?: number
  successThreshold?: number
  failureThreshold?: number
}

export interface ResourceRequirements {
  limits?: Record<string, string | number>
  requests?: Record<string, string | number>
}

export interface Container {
  name: string
  image?: string
  imagePullPolicy?: string
  command?: string[]
  args?: string[]
  env?: EnvVar[]
  ports?: { name?: string; containerPort: number; hostPort?: number; protocol?: string }[]
  resources?: ResourceRequirements
  livenessProbe?: Probe
  readinessProbe?: Probe
  startupProbe?: Probe
  lifecycle?: { postStart?: Handler; preStop?: Handler }
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[]
  terminationMessagePath?: string
  terminationMessagePolicy?: string
}

export interface Toleration {
  key?: string
  operator?: string
  value?: string
  effect?: string
  tolerationSeconds?: number
}

export interface PodSpec {
  nodeName?: string
  nodeSelector?: Labels
  serviceAccountName?: string
  hostNetwork?: boolean
  restartPolicy?: string
  dnsPolicy?: string
  schedulerName?: string
  securityContext?: Record<string, unknown>
  serviceAccount?: string
  enableServiceLinks?: boolean
  priority?: number
  preemptionPolicy?: string
  activeDeadlineSeconds?: number
  terminationGracePeriodSeconds?: number
  priorityClassName?: string
  containers: Container[]
  initContainers?: Container[]
  tolerations?: Toleration[]
  volumes?: Volume[]
}

/** A volume projection that contains fields of its pod. */
interface DownwardApiProjection {
  items?: { path: string; fieldRef?: FieldRef }[]
}

export interface Volume {
  name: string
  configMap?: { name: string; defaultMode?: number }
  hostPath?: { path: string; type?: string }
  emptyDir?: object
  secret?: { secretName?: string; defaultMode?: number }
  downwardAPI?: DownwardApiProjection & { defaultMode?: number }
  projected?: {
    defaultMode?: number
    sources?: {
      serviceAccountToken?: { path: string; expirationSeconds?: number }
      downwardAPI?: DownwardApiProjection
    }[]
  }
}

export interface ContainerStatus {
  name: string
  ready: boolean
  started?: boolean
  restartCount: number
  image: string
  imageID: string
  containerID?: string
  state?: ContainerState
  lastState?: ContainerState
}

export interface ContainerState {
  running?: { startedAt: string }
  waiting?: { reason: string; message?: string }
  terminated?: { exitCode: number; reason?: string; startedAt?: string; finishedAt?: string }
}

export interface Pod extends KubeObject {
  spec: PodSpec
  status?: {
    phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
    reason?: string
    nominatedNodeName?: string
    podIP?: string
    podIPs?: { ip: string }[]
    hostIP?: string
    startTime?: string
    conditions?: {
      type: string
      status: ConditionStatus
      lastTransitionTime?: string | null
      reason?: string
      message?: string
    }[]
    containerStatuses?: ContainerStatus[]
    qosClass?: string
  }
}
