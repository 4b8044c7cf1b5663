import { setTimeout as delay } from 'node:timers/promises'
import { timeoutSignal } from '../cli/timeout-signal.mts'
import type { KubeApi } from './api.mts'
import { isConflict } from './errors.mts'
import { leases } from './resources.mts'
import { toMicroTime } from './time.mts'
import type { Lease } from './types.mts'

/** Times in milliseconds; the defaults are those of the Kubernetes controllers. */
export interface ElectionTiming {
  /** So long the others wait for a change of the Lease before they take it. */
  leaseDurationMs: number
  /** So long the leader tries to renew it before it gives up; less than they wait. */
  renewDeadlineMs: number
  /** Between two tries. */
  retryPeriodMs: number
}

export const defaultTiming: ElectionTiming = {
  leaseDurationMs: 15_000,
  renewDeadlineMs: 10_000,
  retryPeriodMs: 2_000,
}

export interface ElectionOptions {
  api: KubeApi
  lease: { name: string; namespace: string }
  /** Of this candidate, unlike any other's. */
  identity: string
  timing?: ElectionTiming
  /** Told whenever another leader is seen; undefined if there is none. */
  onLeader?: (identity: string | undefined) => void
  /** Told of tries that fail. */
  onError?: (error: unknown) => void
}

const jitterFactor = 1.2

/**
 * One of several candidates leads: who holds the Lease, as client-go's `leaderelection`. Whether its holder
 * lives is told by the *change* of the Lease as seen on one's own clock, not by the times in it, so
 * clocks may differ; writes carry the version that was seen, so of two that try one fails.
 */
export class LeaderElection {
  readonly #options: ElectionOptions
  readonly #timing: ElectionTiming
  #seen: Lease | undefined
  #seenAt = 0
  /** When the Lease was last written here, if it still is ours. */
  #renewedAt: number | undefined
  #reported: string | undefined

  constructor(options: ElectionOptions) {
    this.#options = options
    this.#timing = options.timing ?? defaultTiming
  }

  /**
   * Whether this candidate may act now. False as soon as the time to renew the Lease is over, also where
   * this process did not get to notice.
   */
  isLeader(): boolean {
    return (
      this.#renewedAt !== undefined &&
      performance.now() - this.#renewedAt < this.#timing.renewDeadlineMs
    )
  }

  /** Tries for the Lease, and renews it once it is ours, until `signal` aborts; then gives it back. */
  async run(signal: AbortSignal): Promise<void> {
    const { retryPeriodMs } = this.#timing
    while (!signal.aborted) {
      await this.#try(signal)
      // Candidates that were started together need not try together.
      const jitter = this.isLeader() ? 1 : 1 + Math.random() * jitterFactor
      await delay(retryPeriodMs * jitter, undefined, { signal }).catch(() => {})
    }
    await this.#release()
  }

  /**
   * A leader whose try fails stays one until its deadline: the next try may succeed. One that hangs is
   * ended in time for another.
   */
  async #try(signal: AbortSignal): Promise<void> {
    const limit = timeoutSignal(this.#timing.renewDeadlineMs / 2)
    try {
      await this.#acquireOrRenew(AbortSignal.any([signal, limit]))
    } catch (error) {
      // Another candidate was faster.
      if (!signal.aborted && !isConflict(error)) this.#options.onError?.(error)
    }
    if (!this.isLeader()) this.#renewedAt = undefined
    this.#report()
  }

  /** A leader takes it for granted that nobody has written to its Lease, and looks only if somebody has. */
  async #acquireOrRenew(signal: AbortSignal): Promise<void> {
    if (this.isLeader() && this.#seen)
      try {
        return await this.#write(this.#seen, signal)
      } catch (error) {
        if (!isConflict(error)) throw error
      }
    const { api, lease, identity } = this.#options
    const found = await api.find<Lease>(leases, lease.name, { namespace: lease.namespace, signal })
    if (found && found.metadata.resourceVersion !== this.#seen?.metadata.resourceVersion) {
      this.#seen = found
      this.#seenAt = performance.now()
    }
    const holder = found?.spec?.holderIdentity || undefined
    if (holder !== identity) this.#renewedAt = undefined
    if (found && holder !== undefined && holder !== identity && !this.#isExpired(found)) return
    await this.#write(found, signal)
  }

  /** Counts from before it was sent: the others count from when they see it, which is later. */
  async #write(found: Lease | undefined, signal: AbortSignal): Promise<void> {
    const { api } = this.#options
    const sentAt = performance.now()
    const lease = this.#leaseAfter(found)
    this.#seen = await (found
      ? api.replace(leases, lease, { signal })
      : api.create(leases, lease, { signal }))
    this.#seenAt = sentAt
    this.#renewedAt = sentAt
  }

  /** Its holder has not renewed it for as long as it says itself. */
  #isExpired({ spec }: Lease): boolean {
    const duration = (spec?.leaseDurationSeconds ?? 0) * 1_000
    return performance.now() - this.#seenAt > duration
  }

  #leaseAfter(found: Lease | undefined): Lease {
    const { lease, identity } = this.#options
    const now = toMicroTime(new Date())
    const isRenewal = found?.spec?.holderIdentity === identity
    const { acquireTime = now, leaseTransitions = 0 } = found?.spec ?? {}
    return {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: found?.metadata ?? lease,
      spec: {
        holderIdentity: identity,
        leaseDurationSeconds: Math.ceil(this.#timing.leaseDurationMs / 1_000),
        acquireTime: isRenewal ? acquireTime : now,
        renewTime: now,
        leaseTransitions: found && !isRenewal ? leaseTransitions + 1 : leaseTransitions,
      },
    }
  }

  /** So that the next leader need not wait. Whoever has it by now keeps it. */
  async #release(): Promise<void> {
    const { api, onError } = this.#options
    const lease = this.isLeader() ? this.#seen : undefined
    this.#renewedAt = undefined
    if (!lease) return
    const { leaseTransitions = 0 } = lease.spec ?? {}
    const now = toMicroTime(new Date())
    const spec = { holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions }
    const signal = timeoutSignal(this.#timing.renewDeadlineMs / 2)
    const released: Lease = { ...lease, spec: { ...spec, acquireTime: now, renewTime: now } }
    await api.replace(leases, released, { signal }).catch(error => onError?.(error))
  }

  #report(): void {
    const leader = this.#seen?.spec?.holderIdentity || undefined
    if (leader === this.#reported) return
    this.#reported = leader
    this.#options.onLeader?.(leader)
  }
}

/** As `metav1.MicroTime`: exactly six digits. */
