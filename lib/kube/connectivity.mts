import { messageOf } from '../cli/errors.mts'
import type { ObserveOptions } from './informer.mts'

/** The callbacks of `observe` that report whether the server can be reached. */
export type ConnectivityListener = Required<Pick<ObserveOptions, 'onReachable' | 'onFailure'>>

/**
 * Creates a listener that calls `onChange` with the error message when the connection is lost, and with
 * undefined when it is restored.
 */
export const createConnectivityListener = (
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
