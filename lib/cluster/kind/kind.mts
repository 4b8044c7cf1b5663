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
import { isKindMade, kindKubeconfig, type StateFolder, stateFolder } from '../../state-folder.mts'
import { clusterName } from '../cluster-name.mts'
import { waitForReady } from '../ready.mts'

/** The context, as kind names it. */
export const kindContext = `kind-${clusterName}`

/** Real nodes are Ready some ten seconds after `kind create cluster` returns, or after they wake. */
const readyTimeoutMs = 180_000

const lateNodesMs = 20_000
const lateNodesPauseMs = 300
const serverPauseMs = 500

/** What the cluster was made from. */
const configOf = ({ kind }: StateFolder): string => join(kind, 'kind.yaml')

/** To the kind cluster that `run` has made. Rejects with a UserError if its proxy cannot be started. */
export const openKind = async (folder: StateFolder = stateFolder()): Promise<KubeApi> =>
  createApi(await connectContext(kindContext, kindKubeconfig(folder)))

/** Throws a UserError if a kind cluster of this name is there that was not made from here. */
export const checkNameClash = async (folder: StateFolder, signal?: AbortSignal): Promise<void> => {
  if (existsSync(folder.kind) || !(await clusterExists(signal))) return
  throw new UserError(
    `Failed to create the kind cluster: a cluster named ${clusterName} that \`run\` did not create already exists.`,
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
  /** An existing cluster keeps its own where this is not given. */
  workers: number | undefined
  signal: AbortSignal
  /** Called once the containers of nodes that are being made are there, long before they are Ready. */
  onPrepared?: () => void
}

/**
 * Finds the cluster, wakes it if its containers were stopped, or makes it. One that a `run` was killed
 * over while kind made it is made anew. The folder marks it as ours, so it comes first; the kubeconfig,
 * which kind writes last, says that it is complete. Not all nodes need to be Ready yet.
 */
export const ensureKind = async (options: KindOptions): Promise<'made' | 'woken' | 'there'> => {
  const { folder, workers, signal } = options
  if (isKindMade(folder) && (await clusterExists(signal))) {
    await checkWorkers(folder, workers)
    return (await wake(folder, signal)) ? 'woken' : 'there'
  }
  const until = performance.now() + ((await deleteKind(folder, signal)) ? lateNodesMs : 0)
  await makeAnew(options, until)
  return 'made'
}

/**
 * The engine may still be at work on nodes that a killed `kind create` has asked it for: they come when
 * the others are deleted, one by one, and nothing tells which is the last.
 */
const makeAnew = async (options: KindOptions, until: number): Promise<void> => {
  const { folder, signal } = options
  try {
    await createKind(options)
  } catch (error) {
    if (performance.now() > until || !String(error).includes('node(s) already exist')) throw error
    await sleep(lateNodesPauseMs, undefined, { signal })
    await deleteKind(folder, signal)
    await makeAnew(options, until)
  }
}

/** What kind says once the containers of all nodes are there. */
const prepared = /✓ Preparing nodes/

const createKind = async (options: KindOptions): Promise<void> => {
  const { folder, nodeImage, workers, signal, onPrepared } = options
  await mkdir(folder.kind, { recursive: true, mode: 0o700 })
  await writeFile(configOf(folder), withWorkers(await readText(files.kind), workers))
  const run = command({
    signal,
    hint: stderr => hintForCreate(stderr, nodeImage),
    onStderr: text => {
      if (prepared.test(text)) onPrepared?.()
    },
  })
  await run`kind create cluster --name ${clusterName} --kubeconfig ${kindKubeconfig(folder)} --config ${configOf(folder)} --image ${nodeImage}`
}

const hintForCreate = (stderr: string, nodeImage: string): string =>
  /failed to pull image|pull access denied|No such image/i.test(stderr)
    ? `Check that the engine can pull ${nodeImage}, or name one that it has: --node-image IMAGE. \`--cluster embedded\` needs no image.`
    : 'See `npx zx scripts/doctor.mts`, and https://kind.sigs.k8s.io/docs/user/known-issues/'

/** kind's configuration with so many workers. */
export const withWorkers = (text: string, workers: number | undefined): string => {
  if (workers === undefined) return text
  const config = parse(text)
  const others = config.nodes.filter(({ role }: { role: string }) => role !== 'worker')
  return stringify({ ...config, nodes: [...others, ...Array(workers).fill({ role: 'worker' })] })
}

const countNodes = async (folder: StateFolder): Promise<number> =>
  parse(await readFile(configOf(folder), 'utf8')).nodes.length

const checkWorkers = async (folder: StateFolder, workers: number | undefined): Promise<void> => {
  const count = await countNodes(folder)
  if (workers === undefined || count === workers + 1) return
  throw new UserError(
    `Failed to create ${workers} workers: the cluster has ${count - 1}, and kind cannot change the nodes of a cluster.`,
    'Remove it with `npx zx scripts/cleanup.mts --cluster kind`, then run again.',
  )
}

/** Starts containers that were stopped, by hand or with the engine. False if none were. */
const wake = async (folder: StateFolder, signal: AbortSignal): Promise<boolean> => {
  const run = command({ signal })
  const stopped =
    await run`docker ps --quiet --filter label=io.x-k8s.kind.cluster=${clusterName} --filter status=exited`
  const ids = stopped.split('\n').filter(Boolean)
  if (ids.length === 0) return false
  await run`docker start ${ids}`
  await waitForServer(folder, signal)
  return true
}

/** Asks until the API server is ready, which its kubelet starts once it is awake itself. */
const waitForServer = async (folder: StateFolder, signal: AbortSignal): Promise<void> => {
  const run = command({ signal })
  const until = performance.now() + readyTimeoutMs
  for (;;)
    try {
      await run`kubectl --kubeconfig ${kindKubeconfig(folder)} --context ${kindContext} get --raw /readyz`
      return
    } catch (error) {
      if (signal.aborted || performance.now() > until) throw error
      await sleep(serverPauseMs, undefined, { signal })
    }
}

/** Waits until all nodes are Ready, not the control plane alone as kind's `--wait`; resolves with their number. */
export const waitForKindNodes = async (
  api: KubeApi,
  folder: StateFolder,
  signal: AbortSignal,
): Promise<number> =>
  waitForReady(api, {
    count: await countNodes(folder),
    timeoutMs: readyTimeoutMs,
    hint: `See \`docker exec ${clusterName}-control-plane journalctl -u kubelet\`; \`npx zx scripts/cleanup.mts\` and \`run\` make it anew.`,
    signal,
  })

/** Deletes the cluster if it was made from here. False if there was none. */
export const deleteKind = async (folder: StateFolder, signal?: AbortSignal): Promise<boolean> => {
  if (!existsSync(folder.kind)) return false
  const run = command({ signal, hint: 'Start the Docker engine, and try again.' })
  await run`kind delete cluster --name ${clusterName} --kubeconfig ${kindKubeconfig(folder)}`
  await rm(folder.kind, { recursive: true, force: true })
  return true
}

/** `kind export logs`: of kubelet, containerd and all containers, node by node. */
export const exportKindLogs = async (to: string, signal: AbortSignal): Promise<void> => {
  await command({ signal })`kind export logs ${to} --name ${clusterName}`
}
