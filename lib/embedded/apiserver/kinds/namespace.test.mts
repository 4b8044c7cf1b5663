import { expect, test } from 'vitest'
import { namespaceKind } from './namespace.mts'

const createNamespace = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
})

test('a namespace is active and labeled with its name', () => {
  const namespace = createNamespace('demo')
  namespaceKind.setDefaults?.(namespace)
  namespaceKind.prepareForCreate?.(namespace)
  expect(namespace).toEqual({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'demo', labels: { 'kubernetes.io/metadata.name': 'demo' } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  })
  expect(namespaceKind.columns[1]?.renderCell(namespace, new Date())).toBe('Active')
})

test('a new namespace keeps its own finalizers', () => {
  const namespace = { ...createNamespace('demo'), spec: { finalizers: ['example.com/x'] } }
  namespaceKind.prepareForCreate?.(namespace)
  expect(namespace.spec.finalizers).toEqual(['example.com/x', 'kubernetes'])
})

test('the name of a namespace must be a DNS label', () => {
  expect(namespaceKind.validate?.(createNamespace('a.b'))).toEqual([
    {
      reason: 'FieldValueInvalid',
      field: 'metadata.name',
      message: 'Invalid value: "a.b": must not contain dots',
    },
  ])
})

test('system namespaces cannot be deleted', () => {
  const names = ['default', 'kube-system', 'kube-public', 'demo']
  expect(names.filter(name => namespaceKind.isProtected?.(name))).toEqual(names.slice(0, 3))
})
