/** Sends a signal to a process, or to a process group by its negative number. False if there is none. */
export const sendSignal = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH') return false
    // Somebody else's, which lives.
    if (code === 'EPERM' && signal === 0) return true
    throw error
  }
}
