import querystring from 'node:querystring'
import { badRequest } from '../errors.mts'
import { subresourceVerbs } from '../group-versions.mts'
import type { Kind, Subresource } from '../kind.mts'
import { isSet } from './list-options.mts'
import type { Target, Verb } from './request.mts'

/**
 * Parses paths such as `/api/v1/namespaces/NS/pods/NAME/log`, like apiserver's
 * `RequestInfoFactory`. Returns undefined if the path does not refer to one of the kinds. Throws
 * 400 for a name that is not a path segment.
 */
export const parseTarget = (path: string, kinds: Kind[]): Target | undefined => {
  const steps = querystring.unescape(path).replace(/^\//, '').replace(/\/$/, '').split('/')
  const core = steps[0] === 'api'
  if (!core && steps[0] !== 'apis') return undefined
  const [group, version] = core ? ['', steps[1]] : [steps[1], steps[2]]
  const rest = steps.slice(core ? 2 : 3)
  const find = (plural: string | undefined) =>
    kinds.find(kind => kind.group === group && kind.version === version && kind.plural === plural)
  if (rest[0] === 'namespaces' && rest.length > 2 && !isSubresource(rest)) {
    const [, namespace = '', plural, ...more] = rest
    const kind = find(plural)
    return kind?.namespaced ? withName(kind, more, namespace) : undefined
  }
  const kind = find(rest[0])
  return kind && withName(kind, rest.slice(1))
}

const isSubresource = ([, , last, ...more]: string[]): boolean =>
  more.length === 0 && (last === 'status' || last === 'finalize')

const withName = (kind: Kind, steps: string[], namespace?: string): Target | undefined => {
  const [name, subresource, ...more] = steps
  if (more.length > 0) return undefined
  if (name && kind.namespaced && !namespace) return undefined
  if (name === '.' || name === '..')
    throw badRequest(`Name parameter invalid: ${JSON.stringify(name)}: may not be '${name}'`)
  if (subresource && !kind.subresources.some(known => known === subresource)) return undefined
  return {
    kind,
    namespace,
    name,
    subresource: subresource as Subresource | undefined,
  }
}

/** Finds the API verb of a request. Returns undefined if the method is not allowed. */
export const findVerb = (
  method: string,
  { name, subresource }: Target,
  query: URLSearchParams,
): Verb | undefined => {
  const verb = verbOf(method, name, isSet(query.get('watch')))
  const allowed = subresource ? subresourceVerbs[subresource] : undefined
  return !verb || allowed?.includes(verb) === false ? undefined : verb
}

const verbOf = (method: string, name: string | undefined, watching: boolean): Verb | undefined => {
  switch (method) {
    case 'GET':
      if (name) return 'get'
      return watching ? 'watch' : 'list'
    case 'POST':
      return name ? undefined : 'create'
    case 'PUT':
      return name ? 'update' : undefined
    case 'PATCH':
      return name ? 'patch' : undefined
    case 'DELETE':
      return name ? 'delete' : 'deletecollection'
    default:
      return undefined
  }
}
