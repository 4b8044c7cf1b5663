import { messageOf } from '../cli/errors.mts'

/** Callbacks for `observe`, which reports contacts with the server and failures to reach it. */
export interface ContactListener {
  onContact: () => void
  onFailure: (error: unknown) => void
}

/** Calls `onChange` with the reason when contact is lost, and with undefined when contact is restored. */
export const createContactListener = (
  onChange: (failure: string | undefined) => void,
): ContactListener => {
  let isLost = false
  return {
    onContact: () => {
      if (!isLost) return
      isLost = false
      onChange(undefined)
    },
    onFailure: error => {
      if (isLost) return
      isLost = true
      onChange(messageOf(error))
    },
  }
}
