import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse, stringify } from 'yaml'
import { command } from '../../cli/command.mts'
import { UserError } from '../../cli/errors.mts'
import { createApi, type KubeApi } from '../../kube/api.mts'
import { connectContext } from '../../kube/proxy.mts'
import { files, readText } from '../../repository.mts'
import {
  hasKindCluster,
  kindKubeconfig,
  type StateFolder,
  stateFolder,
} from '../../state-folder.mts'
import { clusterName } from '../cluster-name.mts'
import { waitForReady } from '../ready.mts'

/** The name of the context that kind creates. */
export const kindContext = `kind-${clusterName}`

/**
 * Nodes usually become Ready within ten seconds of being created or restarted. The timeout leaves room for slow
 * machines.
 */
const readyTimeoutMs = 180_000

const recreateTimeoutMs = 20_000
const createRetryDelayMs = 300
const readyPollIntervalMs = 500

/** The file with the configuration of the cluster. */
const configPathOf = ({ kind }: StateFolder): string => join(kind, 'kind.yaml')

/** Connects to the kind cluster created by `run`. Rejects with a UserError if the proxy cannot be started. */
export const connectToKind = async (folder: StateFolder = stateFolder()): Promise<KubeApi> =>
  createApi(await connectContext(kindContext, kindKubeconfig(folder)))

/** Throws a UserError if a kind cluster named `clusterName` exists that `run` did not create. */
export const checkNameClash = async (folder: StateFolder, signal?: AbortSignal): Promise<void> => {
  if (existsSync(folder.kind) || !(await clusterExists(signal))) return
  throw new UserError(
    `Failed to create the kind cluster: a cluster named ${clusterName} already exists, and \`run\` did not create it.`,
    `Delete it with \`kind delete cluster --name ${clusterName}\`, or use it with --context ${kindContext}.`,
  )
}

const clusterExists = async (signal?: AbortSignal): Promise<boolean> => {
  const names = await command({ signal })`kind get clusters`
  return names.split('\n').includes(clusterName)
}

export interface KindOptions {
  folder: StateFolder
  nodeImage: string
  /** The number of workers. If undefined, an existing cluster keeps its size. */
  workers: number | undefined
  signal: AbortSignal
  /** Called as soon as the containers of new nodes exist, long before the nodes are Ready. */
  onPrepared?: () => void
}

/**
 * Creates the cluster if it does not exist. If its containers were stopped, restarts them. If an earlier `run`
 * was killed while kind was creating the cluster, deletes and recreates it. Creates `folder.kind` first. Its
 * existence shows that `run` created the cluster. kind writes the kubeconfig last, so its presence shows that
 * the cluster is complete. The nodes might not be Ready yet.
 */
export const ensureKind = async (
  options: KindOptions,
): Promise<'created' | 'restarted' | 'already exists'> => {
  const { folder, workers, signal } = options
  if (hasKindCluster(folder) && (await clusterExists(signal))) {
    await checkWorkers(folder, workers)
    return (await startStoppedNodes(folder, signal)) ? 'restarted' : 'already exists'
  }
  const deadline = performance.now() + ((await deleteKind(folder, signal)) ? recreateTimeoutMs : 0)
  await createWithRetries(options, deadline)
  return 'created'
}

/**
 * Creates the cluster, and retries if nodes left behind by a killed `kind create` still exist. The engine may still
 * be creating such nodes one by one, even after the existing ones are deleted.
 */
const createWithRetries = async (options: KindOptions, deadline: number): Promise<void> => {
  const { folder, signal } = options
  try {
    await createKind(options)
  } catch (error) {
    if (performance.now() > deadline || !String(error).includes('node(s) already exist'))
      throw error
    await sleep(createRetryDelayMs, undefined, { signal })
    await deleteKind(folder, signal)
    await createWithRetries(options, deadline)
  }
}

/** kind prints this as soon as the containers of all nodes exist. */
const preparedPattern = /✓ Preparing nodes/

const createKind = async (options: KindOptions): Promise<void> => {
  const { folder, nodeImage, workers, signal, onPrepared } = options
  await mkdir(folder.kind, { recursive: true, mode: 0o700 })
  await writeFile(configPathOf(folder), setWorkerCount(await readText(files.kind), workers))
  const run = command({
    signal,
    hint: stderr => chooseCreationHint(stderr, nodeImage),
    onStderr: text => {
      if (preparedPattern.test(text)) onPrepared?.()
    },
  })
  await run`kind create cluster --name ${clusterName} --kubeconfig ${kindKubeconfig(folder)} --config ${configPathOf(folder)} --image ${nodeImage}`
}

const chooseCreationHint = (stderr: string, nodeImage: string): string =>
  /failed to pull image|pull access denied|No such image/i.test(stderr)
    ? `Check that the engine can pull ${nodeImage}, or use --node-image IMAGE with an image that the engine already has. \`--cluster embedded\` needs no image.`
    : 'Run `npx zx scripts/doctor.mts`, and see https://kind.sigs.k8s.io/docs/user/known-issues/'

/** kind's configuration with this number of workers. */
export const setWorkerCount = (text: string, workers: number | undefined): string => {
  if (workers === undefined) return text
  const config = parse(text)
  const otherNodes = config.nodes.filter(({ role }: { role: string }) => role !== 'worker')
  return stringify({
    ...config,
    nodes: [...otherNodes, ...Array(workers).fill({ role: 'worker' })],
  })
}

const countNodes = async (folder: StateFolder): Promise<number> =>
  parse(await readFile(configPathOf(folder), 'utf8')).nodes.length

const checkWorkers = async (folder: StateFolder, workers: number | undefined): Promise<void> => {
  const count = await countNodes(folder)
  if (workers === undefined || count === workers + 1) return
  throw new UserError(
    `Failed to create ${workers} workers: the cluster has ${count - 1}, and kind cannot change the nodes of a cluster.`,
    'Remove it with `npx zx scripts/cleanup.mts --cluster kind`, then run again.',
  )
}

/** Starts the containers of stopped nodes. Returns false if all containers are already running. */
const startStoppedNodes = async (folder: StateFolder, signal: AbortSignal): Promise<boolean> => {
  const run = command({ signal })
  const stopped =
    await run`docker ps --quiet --filter label=io.x-k8s.kind.cluster=${clusterName} --filter status=exited`
  const ids = stopped.split('\n').filter(Boolean)
  if (ids.length === 0) return false
  await run`docker start ${ids}`
  await waitForServer(folder, signal)
  return true
}

/**
 * Polls until the API server is ready, because the kubelet starts it some time after the node's container has
 * started.
 */
const waitForServer = async (folder: StateFolder, signal: AbortSignal): Promise<void> => {
  const run = command({ signal })
  const deadline = performance.now() + readyTimeoutMs
  for (;;)
    try {
      await run`kubectl --kubeconfig ${kindKubeconfig(folder)} --context ${kindContext} get --raw /readyz`
      return
    } catch (error) {
      if (signal.aborted || performance.now() > deadline) throw error
      await sleep(readyPollIntervalMs, undefined, { signal })
    }
}

/**
 * Waits until all nodes are Ready (kind's `--wait` covers only the control plane) and resolves with
 * their number.
 */
export const waitForKindNodes = async (
  api: KubeApi,
  folder: StateFolder,
  signal: AbortSignal,
): Promise<number> =>
  waitForReady(api, {
    count: await countNodes(folder),
    timeoutMs: readyTimeoutMs,
    hint: `See \`docker exec ${clusterName}-control-plane journalctl -u kubelet\`. To recreate the cluster, run \`npx zx scripts/cleanup.mts\`, then \`run\`.`,
    signal,
  })

/** Deletes the cluster if `run` created it. Returns false if there was none. */
export const deleteKind = async (folder: StateFolder, signal?: AbortSignal): Promise<boolean> => {
  if (!existsSync(folder.kind)) return false
  const run = command({ signal, hint: 'Start the Docker engine, and try again.' })
  await run`kind delete cluster --name ${clusterName} --kubeconfig ${kindKubeconfig(folder)}`
  await rm(folder.kind, { recursive: true, force: true })
  return true
}

/** Saves the logs of the kubelet, containerd and all containers with `kind export logs`. */
export const exportKindLogs = async (folder: string, signal: AbortSignal): Promise<void> => {
  await command({ signal })`kind export logs ${folder} --name ${clusterName}`
}
