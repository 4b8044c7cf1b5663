import { UserError } from '../cli/errors.mts'
import type { Status } from './types.mts'

/** The error for a request that the API server rejected. The message is from the server. */
export class ApiStatusError extends UserError {
  readonly status: Status

  constructor(status: Status, hint?: string) {
    super(status.message ?? `the API server responded with ${status.code}`, hint)
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

/** Whether another client has changed the object, or has created an object with the same name. */
export const isConflict = (error: unknown): boolean =>
  error instanceof ApiStatusError && error.code === 409

/** A handler for `catch` that ignores a missing object. */
export const ignoreNotFound = (error: unknown): void => {
  if (!isNotFound(error)) throw error
}
