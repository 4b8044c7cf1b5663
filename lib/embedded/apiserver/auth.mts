import { createHash } from 'node:crypto'
import type { PolicyRule } from '../../kube/types.mts'

export interface User {
  name: string
  groups: string[]
  /** The permissions. `*` matches everything. Resources can be subresources, as in `nodes/status`. */
  rules: PolicyRule[]
}

export const allowAll: PolicyRule[] = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]

export interface Attributes {
  verb: string
  group: string
  resource: string
  subresource?: string
  namespace?: string
  name?: string
}

const resourceOf = ({ resource, subresource }: Attributes): string =>
  subresource ? `${resource}/${subresource}` : resource

const covers = (allowed: string[], requested: string): boolean =>
  allowed.includes('*') || allowed.includes(requested)

export const isAllowed = (user: User, attributes: Attributes): boolean =>
  user.rules.some(
    ({ verbs, apiGroups, resources }) =>
      covers(verbs, attributes.verb) &&
      covers(apiGroups, attributes.group) &&
      covers(resources, resourceOf(attributes)),
  )

/** Returns the same error message as RBAC in the real server. */
export const renderForbiddenMessage = (user: User, attributes: Attributes): string => {
  const { group, resource, name, namespace, verb } = attributes
  const object = `${group ? `${resource}.${group}` : resource}${name ? ` "${name}"` : ''}`
  const scope = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope'
  return `${object} is forbidden: User "${user.name}" cannot ${verb} resource "${resourceOf(attributes)}" in API group "${group}" ${scope}`
}

export interface TokenStore {
  add: (token: string, user: User) => void
  remove: (token: string) => void
  /** Finds the user by the value of the Authorization header. */
  authenticate: (header: string | undefined) => User | undefined
}

/** Stores bearer tokens by their hash, so that lookup times reveal nothing about a token. */
export const createTokenStore = (): TokenStore => {
  const users = new Map<string, User>()
  const hash = (token: string) => createHash('sha256').update(token).digest('hex')
  return {
    add: (token, user) => void users.set(hash(token), user),
    remove: token => void users.delete(hash(token)),
    authenticate: header => {
      const token = /^Bearer (.+)$/i.exec(header ?? '')?.[1]
      return token === undefined ? undefined : users.get(hash(token))
    },
  }
}
