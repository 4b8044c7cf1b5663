import type { Status, StatusCause } from '../../kube/types.mts'
import type { FieldError, Kind } from './kind.mts'

/** The error for a failed request. The server responds with its Status. */
export class ApiError extends Error {
  readonly status: Status

  /** If `reason` is empty, the Status has no reason. */
  constructor(code: number, reason: string, message: string, details?: Status['details']) {
    super(message)
    this.name = 'ApiError'
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason: reason || undefined,
      details,
      code,
    }
  }

  get code(): number {
    return this.status.code ?? 500
  }
}

/** Returns the resource with its group, for example `nodes` or `daemonsets.apps`. */
const resourceOf = ({ plural, group }: Kind): string => (group ? `${plural}.${group}` : plural)

const detailsOf = ({ plural, group }: Kind, name: string) => ({
  name,
  group: group || undefined,
  kind: plural,
})

export const notFound = (kind: Kind, name: string): ApiError =>
  new ApiError(404, 'NotFound', `${resourceOf(kind)} "${name}" not found`, detailsOf(kind, name))

export const pathNotFound = (): ApiError =>
  new ApiError(404, 'NotFound', 'the server could not find the requested resource', {})

export const alreadyExists = (kind: Kind, name: string): ApiError =>
  new ApiError(
    409,
    'AlreadyExists',
    `${resourceOf(kind)} "${name}" already exists`,
    detailsOf(kind, name),
  )

export const conflict = (
  kind: Kind,
  name: string,
  cause = 'the object has been modified; please apply your changes to the latest version and try again',
): ApiError =>
  new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resourceOf(kind)} "${name}": ${cause}`,
    detailsOf(kind, name),
  )

/** Creates the error for a server-side apply that changes fields of other managers. */
export const serverSideApplyConflict = (message: string, causes: StatusCause[]): ApiError =>
  new ApiError(409, 'Conflict', message, { causes })

export const badRequest = (message: string): ApiError => new ApiError(400, 'BadRequest', message)

export const invalid = (
  { kind, group }: Pick<Kind, 'kind' | 'group'>,
  name: string,
  errors: FieldError[],
): ApiError => {
  const messages = [...new Set(errors.map(({ field, message }) => `${field}: ${message}`))]
  const messageList = messages.length === 1 ? messages[0] : `[${messages.join(', ')}]`
  return new ApiError(
    422,
    'Invalid',
    `${group ? `${kind}.${group}` : kind} "${name}" is invalid: ${messageList}`,
    {
      name: name || undefined,
      group: group || undefined,
      kind,
      causes: errors.map(({ reason, message, field }) => ({ reason, message, field })),
    },
  )
}

/**
 * Creates the error for a resourceVersion that is too old. With `continueToken`, a client can continue
 * with an inconsistent list.
 */
export const expired = (message: string, continueToken?: string): ApiError => {
  const error = new ApiError(410, 'Expired', message)
  if (continueToken) error.status.metadata = { continue: continueToken }
  return error
}

/** Creates the error for a future resourceVersion. The real server waits 3 s before it returns this error. */
export const resourceVersionTooLarge = (
  requestedVersion: number,
  currentVersion: number,
  canRetry: boolean,
): ApiError =>
  new ApiError(
    504,
    'Timeout',
    `Timeout: Too large resource version: ${requestedVersion}, current: ${currentVersion}`,
    {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: canRetry ? 1 : undefined,
    },
  )

/** Creates the error for an object that a webhook rejects. The reason is empty unless the code is 403. */
export const deniedByWebhook = (webhookName: string, code: number, cause: string): ApiError =>
  new ApiError(
    code,
    code === 403 ? 'Forbidden' : '',
    `admission webhook "${webhookName}" denied the request: ${cause}`,
  )

export const unauthorized = (): ApiError => new ApiError(401, 'Unauthorized', 'Unauthorized')

export const forbidden = (kind: Kind, name: string, message: string): ApiError =>
  new ApiError(403, 'Forbidden', message, detailsOf(kind, name))

export const methodNotAllowed = (): ApiError =>
  new ApiError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  )

export const unsupportedMediaType = (message: string, details?: Status['details']): ApiError =>
  new ApiError(415, 'UnsupportedMediaType', message, details)

export const requestTooLarge = (limit: number): ApiError =>
  new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${limit}`)
