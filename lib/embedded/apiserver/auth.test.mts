import { expect, it } from 'vitest'
import { allowAll, createTokenStore, isAllowed, renderForbiddenMessage } from './auth.mts'

const npd = {
  name: 'npd',
  groups: [],
  rules: [
    { verbs: ['get'], apiGroups: [''], resources: ['nodes'] },
    { verbs: ['patch'], apiGroups: [''], resources: ['nodes/status'] },
  ],
}

it('allows only actions that match a rule', () => {
  const allowed = (verb: string, subresource?: string) =>
    isAllowed(npd, { verb, group: '', resource: 'nodes', ...(subresource && { subresource }) })
  expect([allowed('get'), allowed('list'), allowed('patch'), allowed('patch', 'status')]).toEqual([
    true,
    false,
    false,
    true,
  ])
  const admin = { ...npd, rules: allowAll }
  expect(isAllowed(admin, { verb: 'delete', group: 'apps', resource: 'daemonsets' })).toBe(true)
})

it('denies with the message of RBAC', () => {
  expect(renderForbiddenMessage(npd, { verb: 'list', group: '', resource: 'nodes' })).toBe(
    'nodes is forbidden: User "npd" cannot list resource "nodes" in API group "" at the cluster scope',
  )
  const attributes = {
    verb: 'get',
    group: 'apps',
    resource: 'daemonsets',
    namespace: 'a',
    name: 'x',
  }
  expect(renderForbiddenMessage(npd, attributes)).toBe(
    'daemonsets.apps "x" is forbidden: User "npd" cannot get resource "daemonsets" in API group "apps" in the namespace "a"',
  )
})

it('finds a user by token until the token is removed', () => {
  const tokens = createTokenStore()
  tokens.add('secret', npd)
  expect(tokens.authenticate('Bearer secret')).toBe(npd)
  expect(tokens.authenticate('bearer secret')).toBe(npd)
  expect([
    tokens.authenticate('Bearer other'),
    tokens.authenticate('secret'),
    tokens.authenticate(undefined),
  ]).toEqual([undefined, undefined, undefined])
  tokens.remove('secret')
  expect(tokens.authenticate('Bearer secret')).toBeUndefined()
})
