import { messageOf } from '../cli/errors.mts'

/** Callbacks for `observe`, which reports contacts with the server and failures to reach it. */
export interface ConnectivityListener {
  onReachable: () => void
  onFailure: (error: unknown) => void
}

/**
 * Creates a listener that calls `onChange` with the error message when the connection is lost, and with
 * undefined when it is restored.
 */
export const createContactListener = (
  onChange: (failure: string | undefined) => void,
): ConnectivityListener => {
  let isLost = false
  return {
    onReachable: () => {
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
