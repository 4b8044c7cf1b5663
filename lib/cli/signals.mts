/** Sends a signal to a process, or to a process group if `pid` is negative. Returns false if it does not exist. */
export const sendSignal = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ESRCH') return false
    // The process exists and belongs to another user.
    if (code === 'EPERM' && signal === 0) return true
    throw error
  }
}
