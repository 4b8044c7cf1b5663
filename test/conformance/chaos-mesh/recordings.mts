import { readFileSync } from 'node:fs'
import type { ChaosTarget, NetworkChaos, PodSelector } from '../../../lib/chaos-mesh/types.mts'
import type { Requirement } from '../../../lib/kube/labels/requirement.mts'
import type { KubeNode, Pod } from '../../../lib/kube/types.mts'

/** Recordings of chaos-mesh: inputs and results. */

const read = <T,>(file: string): T =>
  JSON.parse(readFileSync(new URL(`./fixtures/${file}.json`, import.meta.url), 'utf8'))

export interface SelectorCase {
  selector: PodSelector
  /** Sorted names of the form `namespace/name`. */
  pods?: string[]
  error?: string
}

export const selectors = read<{
  cluster: { nodes: KubeNode[]; pods: Pod[] }
  cases: SelectorCase[]
}>('selectors')

export interface LabelCase {
  /** A label selector in the form that chaos-mesh generates for annotations and phases. */
  text: string
  requirements?: Requirement[]
  error?: string
}

export const labels = read<LabelCase[]>('labels')

export interface ModeCase extends Pick<ChaosTarget, 'mode' | 'value'> {
  /** The number of pods from which the mode picks. */
  of: number
  /** All numbers of picked pods that occurred in 5,000 runs. */
  picked?: number[]
  error?: string
}

export const modes = read<ModeCase[]>('modes')

/** The API server's response. */
export type Answer =
  | Pick<NetworkChaos, 'spec' | 'status'>
  | { code: number; reason: string | null; message: string }

export interface WebhookCase {
  spec?: unknown
  created: Answer
  /** A merge patch for the created object. */
  patch?: object
  patched?: Answer
}

export const webhook = read<WebhookCase[]>('webhook')

/** The state after one run of the pipeline and one of the PodNetworkChaos controller. */
export interface Reconciled {
  gone?: true
  finalizers?: string[]
  /** The conditions by type and the sorted records, without times. */
  status?: unknown
  requeue: boolean
  requeueAfter: boolean
  events: string[]
  network: string[]
  rules: Record<string, unknown>
}

export interface PodCase {
  name: string
  phase: 'Running' | 'Pending' | 'Failed'
  hostNetwork?: true
}

export type Step = { experiment?: string } & (
  | { do: 'create' | 'delete' }
  | { do: 'reconcile'; then: Reconciled }
  | { do: 'annotate'; annotations: Record<string, string | null> }
  | { do: 'finalizers'; finalizers: string[] | null }
  | { do: 'age'; seconds: number }
  | { do: 'daemon'; state: 'works' | 'fails' | 'missing' }
  | { do: 'deletePod'; pod: string }
  | { do: 'createPod'; pod: PodCase }
  | { do: 'phase'; pod: string; phase: PodCase['phase'] }
)

export interface PipelineCase {
  name: string
  pods: PodCase[]
  experiments: Record<string, NetworkChaos['spec']>
  steps: Step[]
}

export const pipeline = read<PipelineCase[]>('pipeline')

/** The annotations that belong to each event text. */
export const events = read<{ event: string; annotations: Record<string, string> }[]>('events')
