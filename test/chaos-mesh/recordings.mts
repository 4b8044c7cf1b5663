import { readFileSync } from 'node:fs'
import type {
  ChaosTarget,
  KubeNode,
  NetworkChaos,
  Pod,
  PodSelector,
} from '../../lib/kube/types.mts'

/** What was recorded of chaos-mesh itself: inputs and what it made of them. */

const read = <T,>(file: string): T =>
  JSON.parse(readFileSync(new URL(`./fixtures/${file}.json`, import.meta.url), 'utf8'))

export interface SelectorCase {
  selector: PodSelector
  /** By namespace and name, sorted. */
  pods?: string[]
  error?: string
}

export const selectors = read<{
  cluster: { nodes: KubeNode[]; pods: Pod[] }
  cases: SelectorCase[]
}>('selectors')

export interface ModeCase extends Pick<ChaosTarget, 'mode' | 'value'> {
  /** How many there are to pick from. */
  of: number
  /** How many were picked, in five thousand runs. */
  picked?: number[]
  error?: string
}

export const modes = read<ModeCase[]>('modes')

/** What the API server answered. */
export type Answer =
  | Pick<NetworkChaos, 'spec' | 'status'>
  | { code: number; reason: string | null; message: string }

export interface WebhookCase {
  spec?: unknown
  created: Answer
  /** A merge patch on what was created. */
  patch?: object
  patched?: Answer
}

export const webhook = read<WebhookCase[]>('webhook')
