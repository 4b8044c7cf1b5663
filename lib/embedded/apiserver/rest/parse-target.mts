import querystring from 'node:querystring'
import { badRequest } from '../errors.mts'
import { subresourceVerbs } from '../group-versions.mts'
import type { Kind, Subresource } from '../kind.mts'
import { isTrue } from './list-options.mts'
import type { Target, Verb } from './request.mts'

/**
 * Parses paths such as `/api/v1/namespaces/NS/pods/NAME/log`, like apiserver's
 * `RequestInfoFactory`. Returns undefined if the path does not refer to one of the kinds. Throws
 * 400 for the names `.` and `..`.
 */
export const parseTarget = (path: string, kinds: Kind[]): Target | undefined => {
  const segments = querystring.unescape(path).replace(/^\//, '').replace(/\/$/, '').split('/')
  const isCore = segments[0] === 'api'
  if (!isCore && segments[0] !== 'apis') return undefined
  const [group, version] = isCore ? ['', segments[1]] : [segments[1], segments[2]]
  const resourceSegments = segments.slice(isCore ? 2 : 3)
  const findKind = (plural: string | undefined) =>
    kinds.find(kind => kind.group === group && kind.version === version && kind.plural === plural)
  if (
    resourceSegments[0] === 'namespaces' &&
    resourceSegments.length > 2 &&
    !isNamespaceSubresource(resourceSegments)
  ) {
    const [, namespace = '', plural, ...objectSegments] = resourceSegments
    const kind = findKind(plural)
    return kind?.namespaced ? buildTarget(kind, objectSegments, namespace) : undefined
  }
  const kind = findKind(resourceSegments[0])
  return kind && buildTarget(kind, resourceSegments.slice(1))
}

const isNamespaceSubresource = ([, , subresource, ...extraSegments]: string[]): boolean =>
  extraSegments.length === 0 && (subresource === 'status' || subresource === 'finalize')

const buildTarget = (kind: Kind, segments: string[], namespace?: string): Target | undefined => {
  const [name, subresource, ...extraSegments] = segments
  if (extraSegments.length > 0) return undefined
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
  const verb = selectVerb(method, name, isTrue(query.get('watch')))
  const allowedVerbs = subresource ? subresourceVerbs[subresource] : undefined
  return !verb || allowedVerbs?.includes(verb) === false ? undefined : verb
}

const selectVerb = (
  method: string,
  name: string | undefined,
  isWatch: boolean,
): Verb | undefined => {
  switch (method) {
    case 'GET':
      if (name) return 'get'
      return isWatch ? 'watch' : 'list'
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
