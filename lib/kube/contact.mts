import { messageOf } from '../cli/errors.mts'

/** For `observe`: what it hears from the server, and what keeps it from hearing. */
export interface ContactListener {
  onContact: () => void
  onFailure: (error: unknown) => void
}

/** Tells once when the server is lost, with the reason, and once when it is heard again. */
export const createContactListener = (
  tell: (lost: string | undefined) => void,
): ContactListener => {
  let isLost = false
  return {
    onContact: () => {
      if (!isLost) return
      isLost = false
      tell(undefined)
    },
    onFailure: error => {
      if (isLost) return
      isLost = true
      tell(messageOf(error))
    },
  }
}
