import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, UserError } from '../cli/errors.mts'
import { type Connection, connectWithToken } from './connection.mts'

/** The folder in which the kubelet writes the ServiceAccount's token, the CA and the namespace. */
const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount'

export interface InClusterOptions {
  env?: NodeJS.ProcessEnv
  folder?: string
}

/** Whether this process runs in a pod. Same check as client-go's `rest.InClusterConfig`. */
export const isInCluster = (env: NodeJS.ProcessEnv = process.env): boolean =>
  Boolean(env.KUBERNETES_SERVICE_HOST && env.KUBERNETES_SERVICE_PORT)

/**
 * Connects from a pod, as its ServiceAccount. Reads the token for each request, because the kubelet
 * replaces the token before it expires. Rejects with a UserError outside a pod.
 */
export const connectInCluster = async ({
  env = process.env,
  folder = serviceAccountFolder,
}: InClusterOptions = {}): Promise<Connection> => {
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port } = env
  if (!isInCluster(env))
    throw new UserError(
      'Failed to reach the API server from inside the cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set.',
      'Outside a pod, use --context NAME or --cluster TYPE.',
    )
  const read = (name: string) => readPodFile(folder, name)
  const caCertificate = await read('ca.crt')
  await read('token')
  return connectWithToken({
    context: 'in-cluster',
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    caCertificate,
    token: async () => (await read('token')).trim(),
    userAgent: 'npd-watchdog',
  })
}

/** Returns the namespace of this pod. */
export const readPodNamespace = async ({ folder = serviceAccountFolder }: InClusterOptions = {}) =>
  (await readPodFile(folder, 'namespace')).trim()

const readPodFile = async (folder: string, name: string): Promise<string> => {
  try {
    return await readFile(join(folder, name), 'utf8')
  } catch (error) {
    throw new UserError(
      `Failed to read ${join(folder, name)}: ${messageOf(error)}.`,
      'Check that the pod mounts the token of its ServiceAccount (`automountServiceAccountToken`).',
    )
  }
}
