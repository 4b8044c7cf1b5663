import { expect, test } from 'vitest'
import type { Pod, PodSpec } from '../../../kube/types.mts'
import { podKind } from './pod.mts'
import { validatePodSpec } from './pod-validation.mts'

const listErrors = (spec: Partial<PodSpec>): string[] =>
  validatePodSpec({ containers: [{ name: 'a', image: 'i' }], ...spec }, 'spec').map(
    ({ field, message }) => `${field}: ${message}`,
  )

const createPod = (spec: Partial<PodSpec>): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: [{ name: 'a', image: 'i' }], nodeName: 'n1', ...spec },
})

test('a pod without containers is rejected, with or without a spec', () => {
  const expected = ['spec.containers: Required value']
  expect(listErrors({ containers: [] })).toEqual(expected)
  expect(validatePodSpec(undefined, 'spec')).toMatchObject([{ field: 'spec.containers' }])
})

test('containers require a unique name and an image', () => {
  const containers = [
    { name: 'a.b', image: '' },
    { name: 'b', image: ' x' },
    { name: 'b' },
    { name: '' },
  ]
  expect(listErrors({ containers })).toEqual([
    'spec.containers[0].name: Invalid value: "a.b": must not contain dots',
    'spec.containers[2].name: Duplicate value: "b"',
    'spec.containers[3].name: Required value',
    'spec.containers[0].image: Required value',
    'spec.containers[1].image: Invalid value: " x": must not have leading or trailing whitespace',
    'spec.containers[2].image: Required value',
    'spec.containers[3].image: Required value',
  ])
})

test('a mount requires a volume and a path, and a variable requires a name', () => {
  const container = {
    name: 'a',
    image: 'i',
    env: [{ name: 'a=b' }, { name: '' }],
    volumeMounts: [{ name: 'c', mountPath: '' }],
  }
  expect(listErrors({ containers: [container] })).toEqual([
    'spec.containers[0].env[0].name: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than \'=\'',
    'spec.containers[0].env[1].name: Required value',
    'spec.containers[0].volumeMounts[0].name: Not found: "c"',
    'spec.containers[0].volumeMounts[0].mountPath: Required value',
  ])
})

test('policies must be supported values', () => {
  expect(listErrors({ restartPolicy: 'Foo', dnsPolicy: 'Bar' })).toEqual([
    'spec.restartPolicy: Unsupported value: "Foo": supported values: "Always", "OnFailure", "Never"',
    'spec.dnsPolicy: Unsupported value: "Bar": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
  ])
})

test('only images and tolerations of a pod can change', () => {
  const allowed = createPod({
    containers: [{ name: 'a', image: 'new' }],
    tolerations: [{ operator: 'Exists' }],
  })
  expect(podKind.validateUpdate?.(allowed, createPod({}))).toEqual([])
  expect(podKind.validateUpdate?.(createPod({ nodeName: 'n2' }), createPod({}))).toMatchObject([
    { reason: 'FieldValueForbidden', field: 'spec' },
  ])
})
