import type { ConditionStatus, KubeObject, Labels } from './types.mts'

export interface EnvVar {
  name: string
  value?: string
  valueFrom?: { fieldRef?: { apiVersion?: string; fieldPath: string } }
}

export interface Container {
  name: string
  image?: string
  imagePullPolicy?: string
  command?: string[]
  args?: string[]
  env?: EnvVar[]
  ports?: { name?: string; containerPort: number; protocol?: string }[]
  resources?: Record<string, unknown>
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
  tolerations?: Toleration[]
  volumes?: {
    name: string
    configMap?: { name: string; defaultMode?: number }
    hostPath?: { path: string; type?: string }
  }[]
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
