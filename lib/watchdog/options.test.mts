import { expect, it } from 'vitest'
import { UsageError } from '../cli/errors.mts'
import { type RawWatchdogOptions, readWatchdogRequest } from './options.mts'

it('returns defaults', () => {
  expect(readWatchdogRequest({})).toEqual({
    clusterChoice: { cluster: undefined, context: undefined },
    overrides: {},
    once: false,
    dryRun: false,
    listen: undefined,
    namespace: undefined,
    leaderElection: true,
    overwriteTrue: false,
    removeConditions: false,
    limits: { maxDisconnectedMs: 15_000, disruptionThreshold: 0.55, disruptionRate: 0.01 },
  })
})

it('reads all options', () => {
  expect(
    readWatchdogRequest({
      'in-cluster': true,
      types: 'NetworkProblem, KernelDeadlock,NetworkProblem',
      heartbeat: '1m30s',
      listen: ':8080',
      'disruption-rate': '0',
    }),
  ).toMatchObject({
    clusterChoice: undefined,
    overrides: { types: ['NetworkProblem', 'KernelDeadlock'], periodMs: 90_000 },
    listen: { host: '::', port: 8080 },
    limits: { disruptionRate: 0 },
  })
  expect(readWatchdogRequest({ listen: '[::1]:0' }).listen).toEqual({ host: '::1', port: 0 })
})

it('does not use leader election if it does not write, or evaluates only once', () => {
  expect(readWatchdogRequest({ 'dry-run': true }).leaderElection).toBe(false)
  expect(readWatchdogRequest({ once: true }).leaderElection).toBe(false)
  expect(readWatchdogRequest({ 'no-leader-election': true }).leaderElection).toBe(false)
})

it.each<Partial<RawWatchdogOptions>>([
  // The watchdog must not change the kubelet's conditions.
  { types: 'NetworkProblem,Ready' },
  { types: 'NetworkUnavailable' },
  { types: 'Network Problem' },
  { types: '' },
  { heartbeat: '5' },
  { heartbeat: '0s' },
  { listen: 'here' },
  { listen: ':70000' },
  { 'disruption-threshold': '55%' },
  { 'disruption-threshold': '1.5' },
  { 'disruption-rate': '-1' },
  { cluster: 'embedded', context: 'other' },
  { cluster: 'elsewhere' },
  { namespace: 'No/Such' },
  { namespace: '' },
  { 'in-cluster': true, context: 'other' },
  { once: true, listen: ':8080' },
])('rejects %j', raw => {
  expect(() => readWatchdogRequest(raw)).toThrow(UsageError)
})
