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
 * To the cluster of a context of the user's kubeconfig, through `kubectl proxy` on a unix socket that
 * nobody else can open: kubectl reads the kubeconfig, so every kind of login works, and none of it is
 * ours. `kubeconfig` names another file than the user's. Rejects with a UserError if there is no kubectl
 * or no such context.
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
        // The proxy answers to this name only.
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
 * Runs kubectl until our end of its stdin is closed, which the system does also when we are killed,
 * and takes away the folder, `$0`: a proxy that outlived us would be an open door.
 */
const untilStdinEnds = `
exec 3<&0
kubectl "$@" < /dev/null &
proxy=$!
(read -r line <&3; kill $proxy; rm -rf "$0") 2> /dev/null &
wait $proxy`

/** The shell's exit code for a command that is not there. */
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
