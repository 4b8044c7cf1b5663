import { describe, expect, it } from 'vitest'
import { kinds } from '../kinds.mts'
import { findVerb, parseTarget } from './parse-target.mts'

const parse = (path: string) => {
  const target = parseTarget(path, kinds)
  return target && { ...target, kind: target.kind.kind }
}

describe('parseTarget', () => {
  it.each([
    ['/api/v1/nodes', { kind: 'Node' }],
    ['/api/v1/nodes/a/status', { kind: 'Node', name: 'a', subresource: 'status' }],
    ['/api/v1/pods', { kind: 'Pod' }],
    [
      '/api/v1/namespaces/x/pods/a/log',
      { kind: 'Pod', namespace: 'x', name: 'a', subresource: 'log' },
    ],
    ['/apis/apps/v1/namespaces/x/daemonsets', { kind: 'DaemonSet', namespace: 'x' }],
    ['/api/v1/namespaces/x', { kind: 'Namespace', name: 'x' }],
    ['/api/v1/namespaces/x/status', { kind: 'Namespace', name: 'x', subresource: 'status' }],
  ])('parses %s', (path, target) => {
    expect(parse(path)).toEqual(target)
  })

  it.each([
    '/api/v1/gadgets',
    '/apis/apps/v1/nodes',
    '/api/v1/pods/a',
    '/api/v1/nodes/a/log',
    '/api/v1/nodes/a/status/x',
    '/healthz',
  ])('returns undefined for %s', path => {
    expect(parse(path)).toBeUndefined()
  })
})

describe('findVerb', () => {
  const [kind] = kinds
  if (!kind) throw new Error('no kinds are registered')
  it.each([
    ['GET', 'a', '', 'get'],
    ['GET', undefined, '', 'list'],
    ['GET', undefined, 'watch=1', 'watch'],
    ['GET', undefined, 'watch=', 'watch'],
    ['GET', undefined, 'watch=False', 'list'],
    ['POST', undefined, '', 'create'],
    ['POST', 'a', '', undefined],
    ['PUT', 'a', '', 'update'],
    ['PATCH', 'a', '', 'patch'],
    ['DELETE', 'a', '', 'delete'],
    ['DELETE', undefined, '', 'deletecollection'],
    ['OPTIONS', 'a', '', undefined],
  ])('%s of %s with %j is %s', (method, name, query, verb) => {
    expect(findVerb(method, { kind, ...(name && { name }) }, new URLSearchParams(query))).toBe(verb)
  })
})
