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
  it('fills in the fields set by the server', () => {
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

  it('rejects an existing object and a missing namespace', () => {
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

  it('generates a name from generateName', () => {
    const body = { apiVersion: 'v1', kind: 'Node', metadata: { generateName: 'node-' } }
    const created = create(createContext(), buildRequest('Node', { body })).body as KubeObject
    expect(created.metadata.name).toMatch(/^node-[a-z0-9]{5}$/)
  })

  it('does not write in a dry run', () => {
    const context = createContext()
    create(context, buildRequest('Node', { body: createNode('a'), query: 'dryRun=All' }))
    expect(context.store.get(findKind('Node'), undefined, 'a')).toBeUndefined()
  })

  it('rejects an object that admission denies', () => {
    const context = {
      ...createContext(),
      admissionWebhooks: [() => ({ code: 403, message: 'no' })],
    }
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

  it('rejects an update with an old resourceVersion', () => {
    const { context, created } = open()
    const request = { name: 'a', ...merge, body: { metadata: { labels: { x: '1' } } } }
    patch(context, buildRequest('Node', request))
    expect(() => update(context, buildRequest('Node', { name: 'a', body: created }))).toThrow(
      'the object has been modified',
    )
  })

  it('ignores the status in a normal update and everything else in a status update', () => {
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

  it('creates no new version if nothing changes', () => {
    const { context, created } = open()
    const after = patch(context, buildRequest('Node', { name: 'a', ...merge, body: {} }))
      .body as KubeObject
    expect(after.metadata.resourceVersion).toBe(created.metadata.resourceVersion)
  })

  it('supports server-side apply, which requires a field manager', () => {
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
