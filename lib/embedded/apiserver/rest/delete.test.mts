import { expect, it } from 'vitest'
import type { KubeObject } from '../../../kube/types.mts'
import { remove, removeCollection } from './delete.mts'
import { buildRequest, createContext, findKind } from './rest.fixture.mts'
import { create, patch } from './write.mts'

const createConfigMap = (name: string, metadata = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', ...metadata },
})

const open = (...objects: object[]) => {
  const context = createContext()
  for (const body of objects)
    create(context, buildRequest('ConfigMap', { namespace: 'default', body }))
  const find = (name: string) => context.store.get(findKind('ConfigMap'), 'default', name)
  return { context, find }
}

const named = (name: string, body?: unknown) =>
  buildRequest('ConfigMap', { namespace: 'default', name, body })

it('deletes an object', () => {
  const { context, find } = open(createConfigMap('a'))
  expect(remove(context, named('a')).body).toMatchObject({
    status: 'Success',
    details: { name: 'a' },
  })
  expect(find('a')).toBeUndefined()
  expect(() => remove(context, named('a'))).toThrow('configmaps "a" not found')
})

it('only marks an object with finalizers and deletes it when they are removed', () => {
  const { context, find } = open(createConfigMap('a', { finalizers: ['example.com/x'] }))
  remove(context, named('a'))
  expect(find('a')?.metadata.deletionTimestamp).toBeDefined()
  const body = { metadata: { finalizers: null } }
  patch(context, { ...named('a', body), contentType: 'application/merge-patch+json' })
  expect(find('a')).toBeUndefined()
})

it('also deletes objects that the object owns', () => {
  const { context, find } = open(createConfigMap('owner'))
  const { metadata } = find('owner') as KubeObject
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: metadata.uid }
  create(
    context,
    buildRequest('ConfigMap', {
      namespace: 'default',
      body: createConfigMap('owned', { ownerReferences: [owner] }),
    }),
  )
  remove(context, named('owner'))
  expect(find('owned')).toBeUndefined()
})

it('does not delete an object with another UID', () => {
  const { context } = open(createConfigMap('a'))
  expect(() => remove(context, named('a', { preconditions: { uid: 'other' } }))).toThrow(
    'the UID in the precondition (other) does not match',
  )
})

it('deletes all selected objects', () => {
  const { context, find } = open(createConfigMap('a', { labels: { x: '1' } }), createConfigMap('b'))
  removeCollection(
    context,
    buildRequest('ConfigMap', { namespace: 'default', query: 'labelSelector=x' }),
  )
  expect([find('a'), find('b')?.metadata.name]).toEqual([undefined, 'b'])
})

it('deletes the contents of a namespace', () => {
  const { context } = open()
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'demo' } }
  create(context, buildRequest('Namespace', { body }))
  create(
    context,
    buildRequest('ConfigMap', {
      namespace: 'demo',
      body: createConfigMap('b', { namespace: 'demo' }),
    }),
  )
  const find = () => context.store.get(findKind('ConfigMap'), 'demo', 'b')
  expect(find()).toBeDefined()
  remove(context, buildRequest('Namespace', { name: 'demo' }))
  expect(find()).toBeUndefined()
})

it('does not delete system namespaces', () => {
  const { context, find } = open(createConfigMap('a'))
  expect(() => remove(context, buildRequest('Namespace', { name: 'default' }))).toThrow(
    'namespaces "default" is forbidden: this namespace may not be deleted',
  )
  expect(find('a')).toBeDefined()
})
