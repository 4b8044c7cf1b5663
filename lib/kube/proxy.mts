import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProcessPromise } from 'zx/core'
import { launch } from '../cli/command.mts'
import { UserError } from '../cli/errors.mts'
import { type Connection, exchange } from './connection.mts'

/**
 * To the cluster of a context of the user's kubeconfig, through `kubectl proxy` on a unix socket that
 * nobody else can open: kubectl reads the kubeconfig, so every kind of login works, and none of it is
 * ours. `kubeconfig` names another file than the user's. Rejects with a UserError if there is no kubectl,
 * no bash or no such context.
 */
export const connectContext = async (context: string, kubeconfig?: string): Promise<Connection> => {
  const run = launch({ stdio: 'pipe' })
  const folder = await mkdtemp(join(tmpdir(), 'npd-test-proxy-'))
  const socketPath = join(folder, 'socket')
  const config = kubeconfig ? ['--kubeconfig', kubeconfig] : []
  // Until our end of its stdin is closed, which the system does also when we are killed: a proxy that
  // outlived us would be an open door.
  const proxy = run`
    exec 3<&0
    kubectl proxy ${config} --context ${context} --unix-socket ${socketPath} < /dev/null &
    proxy=$!
    (read -r <&3 || kill $proxy || true; rm -rf ${folder}) &> /dev/null &
    wait $proxy`
  try {
    await untilServing(proxy, context)
  } catch (error) {
    proxy.stdin.end()
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const closing = new AbortController()
  return {
    context,
    server: `context ${context}`,
    send: request =>
      exchange(
        // The proxy answers to this name only.
        options => httpRequest({ ...options, socketPath, agent, host: 'localhost' }),
        request,
        closing.signal,
        cause =>
          new UserError(
            `Failed to reach the API server of context ${context}: ${cause.message}`,
            `Does \`kubectl --context ${context} get nodes\` work?`,
            { cause },
          ),
      ),
    close: () => {
      closing.abort()
      agent.destroy()
      proxy.stdin.end()
    },
  }
}

/** The shell's exit code for a command that is not there. */
const notFound = 127

const untilServing = async (proxy: ProcessPromise, context: string): Promise<void> => {
  const output = await Promise.race([once(proxy.stdout, 'data').then(() => undefined), proxy])
  if (output?.exitCode === notFound)
    throw new UserError(
      `Failed to reach context ${context}: kubectl is not on PATH.`,
      'Install kubectl, or leave out --context.',
    )
  if (output)
    throw new UserError(
      `Failed to reach context ${context}: ${output.stderr.trim().replace(/^error: /, '')}.`,
      'See `kubectl config get-contexts`.',
    )
}
