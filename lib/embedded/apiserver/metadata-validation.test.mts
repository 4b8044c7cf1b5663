import { expect, test } from 'vitest'
import { checkPathSegment } from '../../kube/names.mts'
import type { ObjectMeta } from '../../kube/types.mts'
import { validateMetadata, validateMetadataUpdate } from './metadata-validation.mts'

const configMap = (metadata: Partial<ObjectMeta>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', ...metadata },
})

const errors = (metadata: Partial<ObjectMeta>): string[] =>
  validateMetadata(configMap(metadata)).map(({ field, message }) => `${field}: ${message}`)

test('an ordinary object is valid', () => {
  expect(
    errors({
      labels: { app: 'npd', 'node-role.kubernetes.io/control-plane': '' },
      annotations: { 'Chaos-Mesh.org/x': 'any text at all' },
      finalizers: ['kubernetes', 'chaos-mesh/records'],
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u', controller: true }],
    }),
  ).toEqual([])
})

test('a name or a name prefix is required', () => {
  expect(errors({ name: '' })).toEqual([
    'metadata.name: Required value: name or generateName is required',
  ])
  expect(errors({ name: '', generateName: 'npd-' })).toEqual([])
  expect(errors({ name: '', generateName: 'A_' })[0]).toMatch(
    /^metadata.generateName: Invalid value: "A_": a lowercase RFC 1123 subdomain/,
  )
})

test('the name rule depends on the kind', () => {
  expect(errors({ name: 'Node.17ab' })).toHaveLength(1)
  expect(validateMetadata(configMap({ name: 'Node.17ab' }), checkPathSegment)).toEqual([])
})

test('a label value of more than 63 characters is invalid', () => {
  const nodeName = 'n'.repeat(64)
  expect(errors({ labels: { nodeName } })).toEqual([
    `metadata.labels: Invalid value: "${nodeName}": must be no more than 63 characters`,
  ])
})

test('annotations are limited to 256 KiB in total', () => {
  expect(errors({ annotations: { a: 'x'.repeat(262144) } })).toEqual([
    'metadata.annotations: Too long: may not be more than 262144 bytes',
  ])
})

test('an owner reference must be complete, and only one owner can be the controller', () => {
  const owner = { apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u', controller: true }
  expect(errors({ ownerReferences: [{ ...owner, uid: '', apiVersion: '' }] })).toEqual([
    'metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty',
    'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
  ])
  expect(errors({ ownerReferences: [owner, { ...owner, name: 'm' }] })[0]).toMatch(
    /Only one reference can have Controller set to true. Found "true" in references for Node\/n and Node\/m$/,
  )
})

test('a finalizer must be a qualified name or a standard finalizer', () => {
  expect(errors({ finalizers: ['bad'] })).toEqual([
    'metadata.finalizers[0]: Invalid value: "bad": name is neither a standard finalizer name nor is it fully qualified',
  ])
  expect(errors({ finalizers: ['orphan', 'foregroundDeletion'] })[0]).toMatch(
    /finalizer orphan and foregroundDeletion cannot be both set$/,
  )
})

test('the identity of an object is immutable', () => {
  expect(
    validateMetadataUpdate(configMap({ uid: 'x' }), configMap({ uid: 'y', labels: { a: 'b' } })),
  ).toEqual([
    {
      reason: 'FieldValueInvalid',
      field: 'metadata.uid',
      message: 'Invalid value: "x": field is immutable',
    },
  ])
  expect(validateMetadataUpdate(configMap({}), configMap({ uid: 'y' }))).toEqual([])
})
