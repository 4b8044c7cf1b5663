import type {
  ConditionStatus,
  KubeObject,
  LabelSelectorRequirement,
  Labels,
} from '../kube/types.mts'

/** chaos-mesh's NetworkChaos: the fields that this project reads and writes. */

/** chaos-mesh's `PodSelectorSpec`. */
export interface PodSelector {
  namespaces?: string[]
  labelSelectors?: Labels
  expressionSelectors?: LabelSelectorRequirement[]
  annotationSelectors?: Record<string, string>
  fieldSelectors?: Record<string, string>
  nodes?: string[]
  nodeSelectors?: Labels
  podPhaseSelectors?: string[]
  pods?: Record<string, string[]>
}

export type ChaosMode = 'one' | 'all' | 'fixed' | 'fixed-percent' | 'random-max-percent'

export interface ChaosCondition {
  type: 'Selected' | 'AllInjected' | 'AllRecovered' | 'Paused'
  status: ConditionStatus
  reason?: string
}

export type ChaosDesiredPhase = 'Run' | 'Stop'

export type ChaosPhase = 'Not Injected' | 'Not Injected/Wait' | 'Injected' | 'Injected/Wait'

interface ChaosRecordEvent {
  type: 'Succeeded' | 'Failed'
  operation: 'Apply' | 'Recover'
  message?: string
  timestamp: string
}

/** An entry of `status.experiment.containerRecords`: the state of one pod. */
export interface ChaosRecord {
  /** The pod as `namespace/name`. */
  id: string
  /** `.` for pods selected by the experiment, `.Target` for pods selected by its `target`. */
  selectorKey: string
  phase: ChaosPhase
  injectedCount: number
  recoveredCount: number
  events?: ChaosRecordEvent[]
}

export interface ChaosTarget {
  mode: ChaosMode
  value?: string
  selector: PodSelector
}

export interface NetworkChaos extends KubeObject {
  spec: ChaosTarget & {
    action: string
    direction?: 'to' | 'from' | 'both'
    target?: ChaosTarget
    externalTargets?: string[]
    duration?: string
    device?: string
    targetDevice?: string
    remoteCluster?: string
  }
  status?: {
    conditions?: ChaosCondition[]
    experiment: { desiredPhase?: ChaosDesiredPhase; containerRecords?: ChaosRecord[] }
    /**
     * Maps each record ID to the `generation` that the pod's network rules had after this experiment last changed
     * them.
     */
    instances?: Record<string, number>
  }
}
