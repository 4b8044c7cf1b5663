import type { KubeObject } from '../../../kube/types.mts'
import { badRequest } from '../errors.mts'
import { keyOf } from '../store.mts'

/** The start of the next page of a list, as in `k8s.io/apiserver/pkg/storage/continue.go`. */
export interface PageStart {
  /** The resourceVersion of the first page. A negative number means the current version. */
  version: number
  /** The key of the last object of the previous page. */
  lastKey: string
}

const tokenVersion = 'meta.k8s.io/v1'

export const keyOfObject = ({ metadata }: KubeObject): string =>
  keyOf(metadata.namespace, metadata.name)

export const encodeContinueToken = ({ version, lastKey }: PageStart): string =>
  Buffer.from(JSON.stringify({ v: tokenVersion, rv: version, start: `${lastKey}\0` })).toString(
    'base64url',
  )

export const decodeContinueToken = (token: string): PageStart => {
  const { v, rv, start } = parseToken(token)
  if (v !== tokenVersion)
    throw invalidToken(`server does not recognize this encoded version ${v ?? ''}`)
  if (rv !== undefined && !Number.isInteger(rv))
    throw invalidToken(
      `json: cannot unmarshal ${typeof rv}${typeof rv === 'number' ? ` ${rv}` : ''} into Go struct field continueToken.rv of type int64`,
    )
  if (typeof rv !== 'number' || rv === 0)
    throw invalidToken(`incorrect encoded start resourceVersion (version ${tokenVersion})`)
  if (typeof start !== 'string' || start === '')
    throw invalidToken(`encoded start key empty (version ${tokenVersion})`)
  return { version: rv, lastKey: start.replace(/\0$/, '') }
}

const invalidToken = (cause: string) =>
  badRequest(`invalid continue token: continue key is not valid: ${cause}`)

const parseToken = (token: string): { v?: unknown; rv?: unknown; start?: unknown } => {
  const text = Buffer.from(token, 'base64url').toString('latin1')
  try {
    return Object(JSON.parse(text))
  } catch {
    throw invalidToken(
      `invalid character ${renderCharacter(text[0])} looking for beginning of value`,
    )
  }
}

/** Quotes a character as Go does. */
const renderCharacter = (character = ''): string =>
  /[\x20-\x7e]/.test(character)
    ? `'${character}'`
    : `'\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}'`
