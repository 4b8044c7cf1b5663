import { expect, test } from 'vitest'
import { applied, failed, finalizerRemoved } from './chaos-events.mts'

test('an event carries its type and details as annotations', () => {
  expect(applied('kube-system/npd')).toEqual({
    type: 'Normal',
    reason: 'Applied',
    message: 'Successfully apply chaos for kube-system/npd',
    annotations: { 'chaos-mesh.org/id': 'kube-system/npd', 'chaos-mesh.org/type': 'applied' },
  })
})

test('a failure is a Warning event', () => {
  expect(failed('select targets', 'no pod is selected')).toMatchObject({
    type: 'Warning',
    reason: 'Failed',
    message: 'Failed to select targets: no pod is selected',
  })
})

test('removing the finalizer has the same reason as adding it, as in chaos-mesh', () => {
  expect(finalizerRemoved).toMatchObject({ type: 'Normal', reason: 'FinalizerInited' })
})
