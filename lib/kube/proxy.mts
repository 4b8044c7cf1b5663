import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProcessPromise } from 'zx/core'
import { launch } from '../cli/command.mts'
import { UserError } from '../cli/errors.mts'
import { http } from '../http.mts'
import { type Connection, sendRequest } from './connection.mts'

/**
 * Connects to a context of the user's kubeconfig through `kubectl proxy` on a private unix socket. kubectl
 * reads the kubeconfig, so every login method works. `kubeconfig` overrides the path of the user's
 * kubeconfig. Rejects with a UserError if kubectl or bash is not on PATH, or the context does not exist.
 */
export const connectContext = async (context: string, kubeconfig?: string): Promise<Connection> => {
  const run = launch({ stdio: 'pipe' })
  const folder = await mkdtemp(join(tmpdir(), 'npd-test-proxy-'))
  const socketPath = join(folder, 'socket')
  const kubeconfigOption = kubeconfig ? ['--kubeconfig', kubeconfig] : []
  // The shell kills the proxy when the shell's stdin closes, even if this process is killed. A leftover proxy
  // would still grant access to the cluster.
  const proxy = run`
    exec 3<&0
    kubectl proxy ${kubeconfigOption} --context ${context} --unix-socket ${socketPath} < /dev/null &
    proxy=$!
    (read -r <&3 || kill $proxy || true; rm -rf ${folder}) &> /dev/null &
    wait $proxy`
  try {
    await waitUntilServing(proxy, context)
  } catch (error) {
    proxy.stdin.end()
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
  const abortController = new AbortController()
  return {
    context,
    server: `context ${context}`,
    send: request =>
      sendRequest(
        // The proxy accepts only this host name.
        options => http.request({ ...options, socketPath, agent, host: 'localhost' }),
        request,
        abortController.signal,
        cause =>
          new UserError(
            `Failed to reach the API server of context ${context}: ${cause.message}.`,
            `Check that \`kubectl --context ${context} get nodes\` works.`,
            { cause },
          ),
      ),
    close: () => {
      abortController.abort()
      agent.destroy()
      proxy.stdin.end()
    },
  }
}

/** The shell's exit code for a command that does not exist. */
const commandNotFound = 127

const waitUntilServing = async (proxy: ProcessPromise, context: string): Promise<void> => {
  const output = await Promise.race([once(proxy.stdout, 'data').then(() => undefined), proxy])
  if (output?.exitCode === commandNotFound)
    throw new UserError(
      `Failed to reach context ${context}: kubectl is not on PATH.`,
      'Install kubectl, or omit --context.',
    )
  if (output)
    throw new UserError(
      `Failed to reach context ${context}: ${output.stderr.trim().replace(/^error: /, '')}.`,
      'List the contexts with `kubectl config get-contexts`.',
    )
}
