import { expect, test } from 'vitest'
import { chaosOf } from '../../chaos/chaos.fixture.mts'
import { admitNetworkChaos } from './admission.mts'

const deny = (reason: string) => ({
  code: 403,
  message: `admission webhook "vnetworkchaos.kb.io" denied the request: ${reason}`,
})

test('a valid experiment and objects of other kinds are allowed', () => {
  const kind = 'NetworkChaos'
  expect(admitNetworkChaos({ kind, object: chaosOf() })).toBeUndefined()
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }
  expect(admitNetworkChaos({ kind: 'Pod', object: pod })).toBeUndefined()
})

test('a problem is reported as in chaos-mesh, with the Go name of its field', () => {
  const object = chaosOf({ mode: 'fixed', value: '0' })
  expect(admitNetworkChaos({ kind: 'NetworkChaos', object })).toEqual(
    deny(
      'Spec.PodSelector.value: Invalid value: "0": value must be greater than 0 with mode:fixed',
    ),
  )
})

test('several problems are reported in one list', () => {
  const object = chaosOf({ action: 'delay', duration: '1' })
  expect(admitNetworkChaos({ kind: 'NetworkChaos', object })).toEqual(
    deny(
      '[Spec.Duration: Invalid value: "1": parse duration field error: ' +
        'time: missing unit in duration "1", ' +
        'Spec.Action: Invalid value: "delay": the embedded cluster supports only the action "partition", ' +
        'not "delay"; use a kind cluster instead]',
    ),
  )
})

test('the spec cannot be changed, other fields can', () => {
  const oldObject = chaosOf({ duration: '1m' })
  const update = (object: typeof oldObject) =>
    admitNetworkChaos({ kind: 'NetworkChaos', object, oldObject })
  expect(update(chaosOf({ duration: '2m' }))).toEqual(deny('Cannot update chaos spec'))
  expect(update(chaosOf({ duration: '1m' }, { annotations: { a: 'b' } }))).toBeUndefined()
})
