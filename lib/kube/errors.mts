import { UserError } from '../cli/errors.mts'
import type { Status } from './types.mts'

/** The API server rejected a request. The message is that of the server. */
export class ApiStatusError extends UserError {
  readonly status: Status

  constructor(status: Status, hint?: string) {
    super(status.message ?? `the API server answered ${status.code}`, hint)
    this.name = 'ApiStatusError'
    this.status = status
  }

  get code(): number {
    return this.status.code ?? 0
  }

  get reason(): string {
    return this.status.reason ?? ''
  }
}

export const isNotFound = (error: unknown): boolean =>
  error instanceof ApiStatusError && error.code === 404

/** Another client has changed the object in between, or created one with this name. */
export const isConflict = (error: unknown): boolean =>
  error instanceof ApiStatusError && error.code === 409

/** For `catch`: ignores that the object no longer exists. */
export const ignoreNotFound = (error: unknown): void => {
  if (!isNotFound(error)) throw error
}
