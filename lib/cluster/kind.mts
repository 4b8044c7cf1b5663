import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { UserError } from '../cli/errors.mts'
import { type StateFolder, stateFolder } from '../embedded/state.mts'
import { createApi, type KubeApi } from '../kube/api.mts'
import { connectContext } from '../kube/proxy.mts'
import { nodes } from '../kube/resources.mts'
import type { KubeNode } from '../kube/types.mts'
import { waitFor } from '../kube/wait.mts'
import { files, readText } from '../repository.mts'
import { runTool } from './tools.mts'

export const kindName = 'npd-test'
/** As kind names it. */
export const kindContext = `kind-${kindName}`

/** Seconds that real nodes take to be Ready after `kind create cluster` returns: about ten. */
const readyTimeoutMs = 180_000
const wakeTimeoutMs = 60_000

/** The kubeconfig of our own, so that kind does not switch the user's context. */
export const kindKubeconfig = ({ kind }: StateFolder): string => join(kind, 'kubeconfig')

/** Whether `run` has made a kind cluster from here. */
export const isKindOurs = (folder: StateFolder = stateFolder()): boolean =>
  existsSync(kindKubeconfig(folder))

/** To the kind cluster that `run` has made. Rejects with a UserError if its proxy cannot be started. */
export const openKind = async (folder: StateFolder = stateFolder()): Promise<KubeApi> =>
  createApi(await connectContext(kindContext, kindKubeconfig(folder)))

/** Throws a UserError if a kind cluster of this name is there that was not made from here. */
export const checkNameClash = async (folder: StateFolder, signal?: AbortSignal): Promise<void> => {
  if (existsSync(folder.kind) || !(await clusterExists(signal))) return
  throw new UserError(
    `Failed to make the cluster: kind has one named ${kindName} that was not made from here.`,
    `Delete it if nobody needs it, with \`kind delete cluster --name ${kindName}\`, or work on it with --context ${kindContext}.`,
  )
}

const clusterExists = async (signal?: AbortSignal): Promise<boolean> => {
  const names = await runTool('kind', ['get', 'clusters'], { ...(signal && { signal }) })
  return names.split('\n').includes(kindName)
}

export interface KindOptions {
  folder: StateFolder
  nodeImage: string
  /** An existing cluster keeps its own where this is not given. */
  workers: number | undefined
  signal: AbortSignal
}

/** The API server answers; not all nodes need to be Ready yet. */
export interface OpenedKind {
  api: KubeApi
  isNew: boolean
}

/**
 * Finds the cluster, wakes it if its containers were stopped, or makes it; one that was killed while
 * it was made, or that does not wake, is made anew. The folder's existence marks it as ours, so it
 * comes first.
 */
export const ensureKind = async (options: KindOptions): Promise<OpenedKind> => {
  const { folder, workers, signal } = options
  if (existsSync(folder.kind) && (await clusterExists(signal))) {
    const api = existsSync(kindKubeconfig(folder)) ? await wake(folder, signal) : undefined
    if (api) {
      await checkWorkers(api, workers, signal)
      return { api, isNew: false }
    }
    await deleteKind(folder, signal)
  }
  await createKind(options)
  return { api: await openKind(folder), isNew: true }
}

const createKind = async ({ folder, nodeImage, workers, signal }: KindOptions): Promise<void> => {
  await rm(folder.kind, { recursive: true, force: true })
  await mkdir(folder.kind, { recursive: true, mode: 0o700 })
  const config = join(folder.kind, 'kind.yaml')
  await writeFile(config, withWorkers(await readText(files.kind), workers))
  const target = ['--name', kindName, '--kubeconfig', kindKubeconfig(folder)]
  await runTool(
    'kind',
    ['create', 'cluster', ...target, '--config', config, '--image', nodeImage, '--quiet'],
    {
      signal,
      hint: 'See `npx zx scripts/doctor.mts`, and https://kind.sigs.k8s.io/docs/user/known-issues/',
    },
  )
}

/** kind's configuration with so many workers. */
export const withWorkers = (text: string, workers: number | undefined): string => {
  if (workers === undefined) return text
  const config = parse(text)
  const others = config.nodes.filter(({ role }: { role: string }) => role !== 'worker')
  return stringify({ ...config, nodes: [...others, ...Array(workers).fill({ role: 'worker' })] })
}

/** Starts containers that were stopped, with the engine or by hand; undefined if that is not enough. */
const wake = async (folder: StateFolder, signal: AbortSignal): Promise<KubeApi | undefined> => {
  const filter = `label=io.x-k8s.kind.cluster=${kindName}`
  const stopped = ['ps', '--quiet', '--filter', filter, '--filter', 'status=exited']
  const ids = (await runTool('docker', stopped, { signal })).split('\n').filter(Boolean)
  if (ids.length > 0) await runTool('docker', ['start', ...ids], { signal })
  const api = await openKind(folder)
  try {
    await waitForReady(api, signal, ids.length > 0 ? readyTimeoutMs : wakeTimeoutMs)
    return api
  } catch (error) {
    api.close()
    if (signal.aborted || !(error instanceof UserError)) throw error
    return undefined
  }
}

const checkWorkers = async (
  api: KubeApi,
  workers: number | undefined,
  signal: AbortSignal,
): Promise<void> => {
  const { items } = await api.list<KubeNode>(nodes, { signal })
  if (workers === undefined || items.length === workers + 1) return
  api.close()
  throw new UserError(
    `Failed to bring up ${workers} workers: the cluster has ${items.length - 1}, and kind cannot change the nodes of a cluster.`,
    'Take it away with `npx zx scripts/cleanup.mts --cluster kind`, and run again.',
  )
}

/** Waits until all nodes are Ready, not the control plane alone as kind's `--wait`. Resolves with their number. */
export const waitForReady = (
  api: KubeApi,
  signal: AbortSignal,
  timeoutMs = readyTimeoutMs,
): Promise<number> =>
  waitFor<KubeNode, number>(api, nodes, {
    timeoutMs,
    signal,
    done: all => (all.length > 0 && all.every(isReady) ? all.length : undefined),
    onTimeout: all =>
      new UserError(
        `Failed to bring up the nodes: ${all.filter(isReady).length} of ${all.length} are Ready after ${timeoutMs / 1000} s. ${all
          .filter(node => !isReady(node))
          .map(describeNode)
          .join('; ')}`,
        `See \`docker exec ${kindName}-worker journalctl -u kubelet\`.`,
      ),
  })

const readyOf = ({ status }: KubeNode) => status?.conditions?.find(({ type }) => type === 'Ready')

export const isReady = (node: KubeNode): boolean => readyOf(node)?.status === 'True'

const describeNode = (node: KubeNode): string =>
  `${node.metadata.name}: ${readyOf(node)?.message ?? 'no status'}`

/** Deletes the cluster if it was made from here. False if there was none. */
export const deleteKind = async (folder: StateFolder, signal?: AbortSignal): Promise<boolean> => {
  if (!existsSync(folder.kind)) return false
  await runTool(
    'kind',
    ['delete', 'cluster', '--name', kindName, '--kubeconfig', kindKubeconfig(folder)],
    { ...(signal && { signal }), hint: 'Start the Docker engine, and try again.' },
  )
  await rm(folder.kind, { recursive: true, force: true })
  return true
}
