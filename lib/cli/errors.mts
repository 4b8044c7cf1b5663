/**
 * An error that is the user's to mend: it is printed as its message and its hint, without a stack.
 * The message says what failed and with which value; the hint says what to do next.
 */
export class UserError extends Error {
  readonly hint: string | undefined

  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UserError'
    this.hint = hint
  }
}

/** Wrong usage of a script: exit code 2. */
export class UsageError extends UserError {
  override readonly name = 'UsageError'
}

/** The message of whatever was thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
