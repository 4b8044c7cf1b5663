import { UserError } from '../cli/errors.mts'
import type { Status } from './types.mts'

/** The API server refused a request; the message is the server's. */
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

/** Somebody else has written in between, or made one of this name. */
export const isConflict = (error: unknown): boolean =>
  error instanceof ApiStatusError && error.code === 409

/** For `catch`: what was to be changed or taken away is gone already. */
export const ignoreNotFound = (error: unknown): void => {
  if (!isNotFound(error)) throw error
}
