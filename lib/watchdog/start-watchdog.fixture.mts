import { once } from 'node:events'
import { vi } from 'vitest'
import type { KubeApi } from '../kube/api.mts'
import { defaultTiming, LeaderElection } from '../kube/leader-election.mts'
import { defaultLimits, type Limits } from './decide.mts'
import type { ManualClock } from './manual-clock.fixture.mts'
import { Watchdog } from './watchdog.mts'
import { createDryRunWriter, createWatchdogWriter } from './writer.mts'

/** How long tests wait for the watchdog, in milliseconds. */
export const waiting = { timeout: 15_000, interval: 5 }

/** The Lease from watchdog/rbac.yaml. */
export const lease = { name: 'npd-watchdog', namespace: 'npd-watchdog' }

/** The heartbeat period in seconds, for which `computeAllowedSilence` returns 35 s. */
export const beat = 10

export interface Watching {
  watchdog: Watchdog
  /** The lines printed so far. */
  lines: string[]
  /** Resolves with the next matching line. Skips all lines up to the previously returned one. */
  nextLine: (pattern: RegExp) => Promise<string>
  stop: () => Promise<void>
}

export interface WatchOptions {
  limits?: Partial<Limits>
  /** A client with another connection to the API server. */
  api?: KubeApi
  dryRun?: boolean
  overwriteTrue?: boolean
  /** The identity for leader election. */
  identity?: string
}

const createLineReader = (lines: string[], emitter: EventTarget): Watching['nextLine'] => {
  let read = 0
  return async pattern => {
    for (;;) {
      const found = lines.findIndex((line, index) => index >= read && pattern.test(line))
      if (found < 0) await once(emitter, 'line')
      else {
        read = found + 1
        return lines[found] ?? ''
      }
    }
  }
}

/** Starts a watchdog and waits until it has read the nodes. */
export const startWatchdog = async ({
  api,
  clock,
  limits,
  dryRun,
  overwriteTrue,
  identity,
}: WatchOptions & { api: KubeApi; clock: ManualClock }): Promise<Watching> => {
  const stopping = new AbortController()
  const ended = new AbortController()
  const lines: string[] = []
  const emitter = new EventTarget()
  const log = (line: string) => {
    lines.push(line)
    emitter.dispatchEvent(new Event('line'))
  }
  const election =
    identity === undefined
      ? undefined
      : new LeaderElection({
          api,
          lease,
          identity,
          timing: { ...defaultTiming, retryPeriodMs: 50 },
          onLeaderChange: leader => {
            log(`leader ${leader}`)
            watchdog.requestDecision()
          },
        })
  const watchdog = new Watchdog({
    api,
    writer: dryRun
      ? createDryRunWriter(api)
      : createWatchdogWriter(api, { overwriteTrue, onError: log }),
    lease,
    election,
    limits: { ...defaultLimits, ...limits },
    timing: { idleMs: 200, minIntervalMs: 0, refreshMs: 3_600_000, retryMs: 10_000 },
    clock,
    readConfiguration: async () => ({
      types: new Set(['NetworkProblem']),
      period: { periodMs: beat * 1_000, source: 'option' },
    }),
    log,
    onError: message => log(`error ${message}`),
  })
  const electing = election?.run(ended.signal)
  const running = watchdog.run(stopping.signal)
  const stop = async () => {
    stopping.abort()
    await running
    ended.abort()
    await electing
  }
  const nextLine = createLineReader(lines, emitter)
  await vi.waitFor(() => {
    if (!watchdog.state().isSynced) throw new Error('the watchdog has not read the nodes yet')
  }, waiting)
  return { watchdog, lines, nextLine, stop }
}
