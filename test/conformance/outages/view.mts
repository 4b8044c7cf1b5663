import { EventEmitter, once } from 'node:events'
import type { KubeApi } from '../../../lib/kube/api.mts'
import { observe } from '../../../lib/kube/informer.mts'
import { events, nodes } from '../../../lib/kube/resources.mts'
import type { KubeEvent, KubeNode, NodeCondition } from '../../../lib/kube/types.mts'

export type Phase = 'started' | 'cut' | 'healed'

/** A condition in the API server after a change, without values that differ between runs. */
export interface ConditionChange {
  phase: Phase
  condition: Record<string, unknown>
}

/** An event that the API server received, or an increased count of an earlier one. */
export interface EventChange {
  phase: Phase
  event: Record<string, unknown>
}

/** Records the changes of one node condition and of the node's events. */
export class View {
  readonly conditions: ConditionChange[] = []
  readonly events: EventChange[] = []
  phase: Phase = 'started'
  readonly #changes = new EventEmitter()
  readonly #ending = new AbortController()
  readonly #following: Promise<unknown>
  #last: NodeCondition | undefined

  constructor(api: KubeApi, node: string, type: string) {
    const { signal } = this.#ending
    this.#following = Promise.all([
      this.#followNode(api, node, type, signal),
      this.#followEvents(api, node, signal),
    ])
    this.#following.catch(error => this.#changes.emit('error', error))
  }

  /** Waits until the predicate is true. Rejects after `timeoutMs` with `description` and everything seen so far. */
  async waitFor(
    description: string,
    predicate: (view: View) => boolean,
    timeoutMs = 30_000,
  ): Promise<void> {
    const signal = AbortSignal.timeout(timeoutMs)
    while (!predicate(this))
      await once(this.#changes, 'change', { signal }).catch(cause => {
        const seen = JSON.stringify([this.conditions, this.events], undefined, 1)
        throw new Error(`${description}: ${seen}`, { cause })
      })
  }

  async close(): Promise<void> {
    this.#ending.abort()
    await this.#following.catch(() => {})
  }

  async #followNode(api: KubeApi, name: string, type: string, signal: AbortSignal): Promise<void> {
    const fieldSelector = `metadata.name=${name}`
    for await (const change of observe<KubeNode>(api, nodes, { fieldSelector, signal })) {
      const [node] = change.type === 'synced' ? change.objects : [change.object]
      const condition = node?.status?.conditions?.find(one => one.type === type)
      if (!condition || isSame(this.#last, condition)) continue
      this.#last = condition
      this.conditions.push({
        phase: this.phase,
        condition: {
          ...condition,
          lastHeartbeatTime: 'TIME',
          lastTransitionTime: 'TIME',
        },
      })
      this.#changes.emit('change')
    }
  }

  async #followEvents(api: KubeApi, name: string, signal: AbortSignal): Promise<void> {
    const fieldSelector = `involvedObject.name=${name}`
    const options = { namespace: 'default', fieldSelector, signal }
    for await (const change of observe<KubeEvent>(api, events, options)) {
      if (change.type === 'deleted') continue
      const found = change.type === 'synced' ? change.objects : [change.object]
      for (const event of found)
        this.events.push({ phase: this.phase, event: normalizeEvent(event) })
      this.#changes.emit('change')
    }
  }
}

/** Compares two conditions without their heartbeats. */
const isSame = (a: NodeCondition | undefined, b: NodeCondition): boolean =>
  a?.status === b.status &&
  a.reason === b.reason &&
  a.message === b.message &&
  a.lastTransitionTime === b.lastTransitionTime

const normalizeEvent = ({ metadata, ...event }: KubeEvent): Record<string, unknown> => {
  // Managed fields do not depend on NPD.
  const { managedFields, ...rest } = metadata
  return JSON.parse(
    JSON.stringify({ ...event, metadata: rest })
      .replace(/"\d{4}-\d\d-\d\dT[\d:]{8}(\.\d+)?Z"/g, '"TIME"')
      .replace(/(?<=\.)[0-9a-f]{16}"/g, 'HEX"')
      .replace(/"uid":"[0-9a-f-]{36}"/g, '"uid":"UID"')
      .replace(/"resourceVersion":"\d+"/g, '"resourceVersion":"VERSION"'),
  )
}
