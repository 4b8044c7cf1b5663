import type { User } from '../auth.mts'
import type { Kind, Subresource } from '../kind.mts'

export type Verb =
  | 'get'
  | 'list'
  | 'watch'
  | 'create'
  | 'update'
  | 'patch'
  | 'delete'
  | 'deletecollection'

/** Which object or objects a path names. */
export interface Target {
  kind: Kind
  namespace?: string
  name?: string
  subresource?: Subresource
}

/** One request for a resource, after authentication. */
export interface RestRequest extends Target {
  verb: Verb
  query: URLSearchParams
  user: User
  contentType: string
  accept: string
  /** Who manages the fields that this request sets, if it does not say so itself. */
  userAgent: string
  body: string
}

/** A whole answer; text is sent as it is. */
export interface Reply {
  code: number
  body: object | string
  contentType?: string
  /** For the `Warning` header. */
  warnings?: string[]
}
