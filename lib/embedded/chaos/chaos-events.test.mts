import { expect, test } from 'vitest'
import { createAppliedEvent, createFailedEvent, finalizerRemovedEvent } from './chaos-events.mts'

test('an event carries its type and details as annotations', () => {
  expect(createAppliedEvent('kube-system/npd')).toEqual({
    type: 'Normal',
    reason: 'Applied',
    message: 'Successfully apply chaos for kube-system/npd',
    annotations: { 'chaos-mesh.org/id': 'kube-system/npd', 'chaos-mesh.org/type': 'applied' },
  })
})

test('a failure is a Warning event', () => {
  expect(createFailedEvent('select targets', 'no pod is selected')).toMatchObject({
    type: 'Warning',
    reason: 'Failed',
    message: 'Failed to select targets: no pod is selected',
  })
})

test('removing the finalizer has the same reason as adding it, as in chaos-mesh', () => {
  expect(finalizerRemovedEvent).toMatchObject({ type: 'Normal', reason: 'FinalizerInited' })
})
