import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../../kube/types.mts'
import { buildRequest, createContext, findKind } from './rest.fixture.mts'
import { create, patch, update } from './write.mts'
import { checkWriteOptions } from './write-options.mts'

const createNode = (name: string, fields = {}) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  ...fields,
})
const merge = { contentType: 'application/merge-patch+json' }

describe('create', () => {
  it('fills in what is the server’s', () => {
    const { body } = create(
      createContext(),
      buildRequest('Node', { body: createNode('a', { spec: { podCIDR: '10.0.0.0/24' } }) }),
    )
    expect((body as KubeObject).metadata).toMatchObject({
      uid: expect.any(String),
      resourceVersion: expect.any(String),
      creationTimestamp: expect.stringMatching(/Z$/),
      managedFields: [{ manager: 'test', operation: 'Update' }],
    })
  })

  it('refuses what is there already, and a namespace that is not', () => {
    const context = createContext()
    create(context, buildRequest('Node', { body: createNode('a') }))
    expect(() => create(context, buildRequest('Node', { body: createNode('a') }))).toThrow(
      'nodes "a" already exists',
    )
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }
    expect(() => create(context, buildRequest('ConfigMap', { namespace: 'none', body }))).toThrow(
      'namespaces "none" not found',
    )
  })

  it('makes a name where only its beginning is given', () => {
    const body = { apiVersion: 'v1', kind: 'Node', metadata: { generateName: 'node-' } }
    const created = create(createContext(), buildRequest('Node', { body })).body as KubeObject
    expect(created.metadata.name).toMatch(/^node-[a-z0-9]{5}$/)
  })

  it('changes nothing in a dry run', () => {
    const context = createContext()
    create(context, buildRequest('Node', { body: createNode('a'), query: 'dryRun=All' }))
    expect(context.store.get(findKind('Node'), undefined, 'a')).toBeUndefined()
  })

  it('asks admission, and obeys', () => {
    const context = { ...createContext(), admissions: [() => ({ code: 403, message: 'no' })] }
    expect(() => create(context, buildRequest('Node', { body: createNode('a') }))).toThrow('no')
  })
})

describe('update and patch', () => {
  const open = () => {
    const context = createContext()
    const created = create(context, buildRequest('Node', { body: createNode('a') }))
      .body as KubeObject
    return { context, created }
  }

  it('refuses an update of an old version', () => {
    const { context, created } = open()
    const request = { name: 'a', ...merge, body: { metadata: { labels: { x: '1' } } } }
    patch(context, buildRequest('Node', request))
    expect(() => update(context, buildRequest('Node', { name: 'a', body: created }))).toThrow(
      'the object has been modified',
    )
  })

  it('changes the status through its subresource only, and nothing else there', () => {
    const { context } = open()
    const body = {
      metadata: { labels: { x: '1' } },
      spec: { podCIDR: '10.0.0.0/24' },
      status: { phase: 'p' },
    }
    const main = patch(context, buildRequest('Node', { name: 'a', ...merge, body })).body
    expect(main).toMatchObject({ spec: { podCIDR: '10.0.0.0/24' } })
    expect(main).not.toMatchObject({ status: { phase: 'p' } })
    const other = { ...body, spec: { podCIDR: '10.9.0.0/24' } }
    const status = patch(
      context,
      buildRequest('Node', { name: 'a', subresource: 'status', ...merge, body: other }),
    ).body
    expect(status).toMatchObject({ spec: { podCIDR: '10.0.0.0/24' } })
  })

  it('makes no new version where nothing changes', () => {
    const { context, created } = open()
    const after = patch(context, buildRequest('Node', { name: 'a', ...merge, body: {} }))
      .body as KubeObject
    expect(after.metadata.resourceVersion).toBe(created.metadata.resourceVersion)
  })

  it('applies server-side, with a manager that must have a name', () => {
    const { context } = open()
    const apply = { name: 'b', contentType: 'application/apply-patch+yaml', body: createNode('b') }
    expect(patch(context, buildRequest('Node', { ...apply, query: 'fieldManager=me' })).code).toBe(
      201,
    )
    expect(patch(context, buildRequest('Node', { ...apply, query: 'fieldManager=me' })).code).toBe(
      200,
    )
    const nameless = buildRequest('Node', { ...apply, verb: 'patch' })
    expect(() => checkWriteOptions(nameless)).toThrow('fieldManager: Required value')
  })
})
