import { isOnPath, launch } from '../cli/command.mts'

/**
 * Opens an address in the user's browser. Returns false if this machine has no command for it. Does not
 * wait for the command, which may be the browser itself, and does not end it.
 */
export const openBrowser = async (url: string): Promise<boolean> => {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open'
  if (!(await isOnPath(opener))) return false
  const running = launch({ stdio: 'ignore', detached: true })`exec ${opener} ${url}`
  running.child?.unref()
  return true
}
