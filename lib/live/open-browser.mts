import { isOnPath, launch } from '../cli/command.mts'

/**
 * Opens an address in the user's browser. Returns false if no command for this is installed. Does not wait
 * for or stop the command, which may be the browser itself.
 */
export const openBrowser = async (url: string): Promise<boolean> => {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open'
  if (!(await isOnPath(opener))) return false
  const openerProcess = launch({ stdio: 'ignore', detached: true })`exec ${opener} ${url}`
  openerProcess.child?.unref()
  return true
}
