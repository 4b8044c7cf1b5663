import { setTimeout as delay } from 'node:timers/promises'
import { createTimeoutSignal } from '../cli/timeout-signal.mts'
import type { KubeApi } from './api.mts'
import { isConflict } from './errors.mts'
import { leases } from './resources.mts'
import { toMicroTime } from './time.mts'
import type { Lease } from './types.mts'

/** Durations in milliseconds. The defaults match the Kubernetes controllers. */
export interface ElectionTiming {
  /** How long the other candidates wait for a change of the Lease before they take it over. */
  leaseDurationMs: number
  /** How long the leader tries to renew the Lease before it steps down. Less than `leaseDurationMs`. */
  renewDeadlineMs: number
  /** The time between two attempts. */
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
  /** Unique among the candidates. */
  identity: string
  timing?: ElectionTiming
  /** Called when the leader changes. `identity` is undefined if there is no leader. */
  onLeaderChange?: (identity: string | undefined) => void
  /** Called for each failed attempt. */
  onError?: (error: unknown) => void
}

const jitterFactor = 1.2

/**
 * Leader election with a Lease, like client-go's `leaderelection`. A candidate measures the time since
 * the last change of the Lease with its own clock, so clocks may differ. Each write includes the
 * version that was read, so only one of two concurrent attempts succeeds.
 */
export class LeaderElection {
  readonly #options: ElectionOptions
  readonly #timing: ElectionTiming
  #observedLease: Lease | undefined
  #observedAt = 0
  /** The time of the last write by this candidate, or undefined if it is not the leader. */
  #renewedAt: number | undefined
  #reportedLeader: string | undefined

  constructor(options: ElectionOptions) {
    this.#options = options
    this.#timing = options.timing ?? defaultTiming
  }

  /**
   * Whether this candidate is the leader now. Becomes false at the renewal deadline, even if this
   * process was suspended.
   */
  isLeader(): boolean {
    return (
      this.#renewedAt !== undefined &&
      performance.now() - this.#renewedAt < this.#timing.renewDeadlineMs
    )
  }

  /** Acquires and renews the Lease until `signal` aborts, then releases it. */
  async run(signal: AbortSignal): Promise<void> {
    const { retryPeriodMs } = this.#timing
    while (!signal.aborted) {
      await this.#attempt(signal)
      // Candidates that are not the leader wait for a random time, so that candidates started at the same time do not
      // collide.
      const jitter = this.isLeader() ? 1 : 1 + Math.random() * jitterFactor
      await delay(retryPeriodMs * jitter, undefined, { signal }).catch(() => {})
    }
    await this.#release()
  }

  /**
   * Makes one attempt. After a failed attempt, a leader remains the leader until its deadline, because
   * the next attempt may succeed. A hanging attempt is aborted after half of the deadline to leave time
   * for another attempt.
   */
  async #attempt(signal: AbortSignal): Promise<void> {
    const timeout = createTimeoutSignal(this.#timing.renewDeadlineMs / 2)
    try {
      await this.#acquireOrRenew(AbortSignal.any([signal, timeout]))
    } catch (error) {
      // A conflict means that another candidate was faster.
      if (!signal.aborted && !isConflict(error)) this.#options.onError?.(error)
    }
    if (!this.isLeader()) this.#renewedAt = undefined
    this.#reportLeaderChange()
  }

  /** Acquires or renews the Lease. A leader reads its Lease only after a conflict. */
  async #acquireOrRenew(signal: AbortSignal): Promise<void> {
    if (this.isLeader() && this.#observedLease)
      try {
        return await this.#write(this.#observedLease, signal)
      } catch (error) {
        if (!isConflict(error)) throw error
      }
    const { api, lease, identity } = this.#options
    const currentLease = await api.find<Lease>(leases, lease.name, {
      namespace: lease.namespace,
      signal,
    })
    if (
      currentLease &&
      currentLease.metadata.resourceVersion !== this.#observedLease?.metadata.resourceVersion
    ) {
      this.#observedLease = currentLease
      this.#observedAt = performance.now()
    }
    const holder = currentLease?.spec?.holderIdentity || undefined
    if (holder !== identity) this.#renewedAt = undefined
    if (
      currentLease &&
      holder !== undefined &&
      holder !== identity &&
      !this.#isExpired(currentLease)
    )
      return
    await this.#write(currentLease, signal)
  }

  /**
   * Writes the Lease. The leader's deadline starts when it sends the request. For the other candidates, the lease
   * duration starts when they see the change. So the leader steps down before they can take over.
   */
  async #write(currentLease: Lease | undefined, signal: AbortSignal): Promise<void> {
    const { api } = this.#options
    const sentAt = performance.now()
    const lease = this.#buildLease(currentLease)
    this.#observedLease = await (currentLease
      ? api.replace(leases, lease, { signal })
      : api.create(leases, lease, { signal }))
    this.#observedAt = sentAt
    this.#renewedAt = sentAt
  }

  /** Whether the holder has not renewed the Lease within `leaseDurationSeconds`. */
  #isExpired({ spec }: Lease): boolean {
    const duration = (spec?.leaseDurationSeconds ?? 0) * 1_000
    return performance.now() - this.#observedAt > duration
  }

  #buildLease(found: Lease | undefined): Lease {
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

  /**
   * Releases the Lease, so that the next leader does not have to wait. Does nothing if another
   * candidate holds it.
   */
  async #release(): Promise<void> {
    const { api, onError } = this.#options
    const lease = this.isLeader() ? this.#observedLease : undefined
    this.#renewedAt = undefined
    if (!lease) return
    const { leaseTransitions = 0 } = lease.spec ?? {}
    const now = toMicroTime(new Date())
    const spec = { holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions }
    const signal = createTimeoutSignal(this.#timing.renewDeadlineMs / 2)
    const releasedLease: Lease = { ...lease, spec: { ...spec, acquireTime: now, renewTime: now } }
    await api.replace(leases, releasedLease, { signal }).catch(error => onError?.(error))
  }

  #reportLeaderChange(): void {
    const leader = this.#observedLease?.spec?.holderIdentity || undefined
    if (leader === this.#reportedLeader) return
    this.#reportedLeader = leader
    this.#options.onLeaderChange?.(leader)
  }
}
