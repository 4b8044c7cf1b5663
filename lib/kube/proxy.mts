import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { $ } from 'zx/core'
import { UserError } from '../cli/errors.mts'
import { type Connection, exchange } from './connection.mts'

/**
 * Connects to a context of the user's kubeconfig through `kubectl proxy` on a private unix socket.
 * kubectl reads the kubeconfig, so every login method works. `kubeconfig` names another file than
 * the user's. Rejects with a UserError if kubectl is not on PATH or the context does not exist.
 */
export const connectContext = async (context: string, kubeconfig?: string): Promise<Connection> => {
  const folder = await mkdtemp(join(tmpdir(), 'npd-test-proxy-'))
  const socketPath = join(folder, 'socket')
  const config = kubeconfig ? ['--kubeconfig', kubeconfig] : []
  const args = ['proxy', ...config, '--context', context, '--unix-socket', socketPath]
  const child = spawn('/bin/sh', ['-c', untilStdinEnds, folder, ...args], { env: $.env })
  try {
    await untilServing(child, context)
  } catch (error) {
    child.stdin.end()
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
        // The proxy accepts only this host name.
        options => httpRequest({ ...options, socketPath, agent, host: 'localhost' }),
        request,
        closing.signal,
        cause =>
          new UserError(
            `Failed to reach the API server of context ${context}: ${cause.message}.`,
            `Check that \`kubectl --context ${context} get nodes\` works.`,
            { cause },
          ),
      ),
    close: () => {
      closing.abort()
      agent.destroy()
      child.stdin.end()
    },
  }
}

/**
 * Runs kubectl until this process closes its end of stdin, which the system also does if the
 * process is killed, and then removes the folder `$0`. A proxy that outlived this process would
 * grant access.
 */
const untilStdinEnds = `
exec 3<&0
kubectl "$@" < /dev/null &
proxy=$!
(read -r line <&3; kill $proxy; rm -rf "$0") 2> /dev/null &
wait $proxy`

/** The shell's exit code if a command does not exist. */
const notFound = 127

const untilServing = async (child: ChildProcess, context: string): Promise<void> => {
  let complaint = ''
  child.stderr?.on('data', chunk => {
    complaint += chunk
  })
  const ended = once(child, 'exit')
  const isServing = await Promise.race([
    once(child.stdout ?? child, 'data').then(() => true),
    ended.then(() => false),
  ])
  if (child.exitCode === notFound)
    throw new UserError(
      `Failed to reach context ${context}: kubectl is not on PATH.`,
      'Install kubectl, or omit --context.',
    )
  if (!isServing)
    throw new UserError(
      `Failed to reach context ${context}: ${complaint.trim().replace(/^error: /, '')}.`,
      'List the contexts with `kubectl config get-contexts`.',
    )
}
