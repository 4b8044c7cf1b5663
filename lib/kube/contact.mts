import { messageOf } from '../cli/errors.mts'

/** Listeners for `observe`: contact with the server, and failures to reach it. */
export interface ContactListener {
  onContact: () => void
  onFailure: (error: unknown) => void
}

/** Reports once when the server is lost, with the reason, and once when it is reached again. */
export const createContactListener = (
  onChange: (lost: string | undefined) => void,
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
