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

/** The object or objects that a path refers to. */
export interface Target {
  kind: Kind
  namespace?: string
  name?: string
  subresource?: Subresource
}

/** An authenticated request for a resource. */
export interface RestRequest extends Target {
  verb: Verb
  query: URLSearchParams
  user: User
  contentType: string
  acceptHeader: string
  /** The source of the default field manager. */
  userAgent: string
  body: string
}

/** A reply that is not streamed. Text and bytes are sent unchanged. */
export interface Reply {
  code: number
  body: object | string | Uint8Array
  contentType?: string
  /** For the `Warning` header. */
  warnings?: string[]
}
