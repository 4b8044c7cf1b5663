import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { parse } from 'yaml'
import { ensureNodes } from '../lib/cluster/embedded/nodes.mts'
import { type EngineInfo, imageStoreOf } from '../lib/cluster/kind/engine.mts'
import { type EmbeddedCluster, startEmbeddedCluster } from '../lib/embedded/cluster.mts'
import { createCredentials } from '../lib/embedded/credentials.mts'
import { createApi, type KubeApi } from '../lib/kube/api.mts'
import { type Connection, connectWithToken } from '../lib/kube/connection.mts'
import { namespaces, nodes, pods } from '../lib/kube/resources.mts'
import type { Pod } from '../lib/kube/types.mts'
import { installStandIns } from '../lib/stand-ins/install.mts'
import { kubectlStandIn, renderChart } from './kubectl-stand-in.fixture.mts'
import {
  type Answer,
  type Call,
  openTools,
  optionOf,
  type Tools,
} from './stand-in-tools.fixture.mts'

/** The state of the machine that the stand-in commands report. */
interface State {
  /** The output of `docker info`. */
  engine: EngineInfo
  /** The images in the engine. */
  images: Set<string>
  /** The content of image/, which determines the image ID. */
  imageContent: string
  /** Whether the containers of the cluster are stopped. */
  stopped: boolean
  clusters: Set<string>
  /** The Helm release of chaos-mesh. */
  release: { status: string; description: string } | undefined
}

/** A machine on which stand-ins replace Docker, kind, helm and kubectl. */
export interface KindMachine extends Tools {
  state: State
  /** An environment whose PATH contains the stand-ins. */
  environment: NodeJS.ProcessEnv
  /** Opens a client for the cluster that `kind create cluster` created. */
  openApi: () => KubeApi
  /**
   * Creates a cluster that belongs to someone else, with chaos-mesh on its four nodes. Returns a
   * client for it.
   */
  createOtherCluster: () => Promise<KubeApi>
  end: () => Promise<void>
}

interface RunningCluster {
  cluster: EmbeddedCluster
  connect: () => Connection
}

/** Opens the machine. `kind create cluster` starts an embedded cluster in this process. */
export const openKindMachine = async (): Promise<KindMachine> => {
  const folder = mkdtempSync(join(tmpdir(), 'npd-test-machine-'))
  await installStandIns(folder, '')
  const state: State = {
    engine: {
      ServerVersion: '28.0.0',
      NCPU: 2,
      MemTotal: 8e9,
      DockerRootDir: '/of-another-machine',
      CgroupVersion: '2',
    },
    images: new Set(),
    imageContent: 'first',
    stopped: false,
    clusters: new Set(),
    release: undefined,
  }
  let running: RunningCluster | undefined
  const stop = async () => {
    await running?.cluster.stop()
    running = undefined
  }
  const connect = () => {
    if (!running) throw new Error('The connection to the server was refused')
    return running.connect()
  }
  const kubectl = kubectlStandIn(connect)
  const answers: Record<string, Answer> = {
    ...dockerAnswers(state),
    ...helmAnswers(state, connect),
    'kind version': () => 'kind v0.33.0 go1.25.5 linux/amd64\n',
    'helm version': () => 'v3.22.0',
    'kind get nodes': () => 'npd-test-control-plane\nnpd-test-worker\n',
    'docker exec': () => '',
    'kind load docker-image': () => load(state),
    'kind load image-archive': () => '',
    'kind export logs': () => '',
    'kind get clusters': () => [...state.clusters].map(name => `${name}\n`).join(''),
    'kind create cluster': async call => {
      const name = optionOf(call, '--name')
      if (state.clusters.has(name)) throw new Error(`node(s) already exist for ${name}`)
      state.clusters.add(name)
      const { nodes } = parse(readFileSync(optionOf(call, '--config'), 'utf8'))
      running = await createCluster(name, nodes.length - 1, folder)
      writeFileSync(optionOf(call, '--kubeconfig'), '{}')
      return ''
    },
    'kind delete cluster': async call => {
      await stop()
      state.clusters.delete(optionOf(call, '--name'))
      return ''
    },
    kubectl: call => {
      const command = call.args.find(word => word in kubectl) ?? ''
      return (kubectl[command] ?? unknown)(call)
    },
  }
  const tools = await openTools(['docker', 'kind', 'helm', 'kubectl'], call => {
    const command = Object.keys(answers).find(words => `${call.line} `.startsWith(`${words} `))
    return (answers[command ?? call.line] ?? unknown)(call)
  })
  return {
    ...tools,
    state,
    environment: { PATH: `${tools.bin}${delimiter}${process.env.PATH}` },
    openApi: () => createApi(connect()),
    createOtherCluster: async () => {
      running = await createCluster('other', 3, folder)
      await startDaemons(createApi(connect()))
      return createApi(connect())
    },
    end: async () => {
      tools.close()
      await stop()
      rmSync(folder, { recursive: true })
    },
  }
}

const unknown: Answer = ({ line }) => {
  throw new Error(`no stand-in handles \`${line}\``)
}

const dockerAnswers = (state: State): Record<string, Answer> => ({
  'docker --version': () => 'Docker version 28.0.0, build 1\n',
  'docker version': () => '28.0.0\n',
  'docker info': () => JSON.stringify(state.engine),
  'docker build': call => {
    state.images.add(optionOf(call, '--tag'))
    return ''
  },
  'docker image save': () => '',
  'docker image inspect': ({ args }) => {
    const name = args.at(-1) ?? ''
    if (!state.images.has(name)) throw new Error(`Error: No such image: ${name}`)
    if (args.some(word => word.includes('.Os'))) return 'linux/amd64\n'
    return `sha256:${createHash('sha256')
      .update(name + state.imageContent)
      .digest('hex')}\n`
  },
  'docker ps': () => (state.stopped ? 'c1\nc2\n' : ''),
  'docker start': () => {
    state.stopped = false
    return ''
  },
})

/** Fails like the containerd store of Docker 29, which contains only a part of a multi-platform image. */
const load = ({ engine }: State): string => {
  if (imageStoreOf(engine) === 'containerd')
    throw new Error('ctr: content digest sha256:00: not found')
  return ''
}

/** Runs `helm pull --untar`: creates an empty chart of the requested version. */
const pull = (call: Call): string => {
  const name = basename(call.args[1] ?? '')
  const folder = join(optionOf(call, '--untardir'), name)
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'Chart.yaml'),
    `name: ${name}\nversion: ${optionOf(call, '--version')}\n`,
  )
  return ''
}

const helmAnswers = (state: State, connect: () => Connection): Record<string, Answer> => ({
  'helm status': () => {
    if (!state.release) throw new Error('Error: release: not found')
    return JSON.stringify({ info: state.release })
  },
  'helm upgrade': async call => {
    await startDaemons(createApi(connect()))
    state.release = { status: 'deployed', description: optionOf(call, '--description') }
    return ''
  },
  'helm pull': pull,
  'helm template': call => renderChart(readFileSync(optionOf(call, '--values'), 'utf8')),
  'helm uninstall': () => {
    state.release = undefined
    return ''
  },
})

/** Creates a running chaos-daemon pod on every node. */
const startDaemons = async (api: KubeApi): Promise<void> => {
  const namespace = 'chaos-mesh'
  const labels = { 'app.kubernetes.io/component': 'chaos-daemon' }
  const containers = [{ name: 'chaos-daemon', image: 'chaos-daemon' }]
  await api.create(namespaces, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  })
  for (const { metadata } of (await api.list(nodes)).items) {
    const name = `chaos-daemon-${metadata.name}`
    const spec = { nodeName: metadata.name, containers }
    const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec }
    await api.create(pods, pod)
    const running = { type: 'merge', body: { status: { phase: 'Running' } } } as const
    await api.patch(pods, name, running, { namespace, subresource: 'status' })
  }
  api.close()
}

const createCluster = async (
  name: string,
  workers: number,
  folder: string,
): Promise<RunningCluster> => {
  const credentials = await createCredentials()
  const cluster = await startEmbeddedCluster({
    sessionId: 'test',
    credentials,
    name,
    folder: join(folder, 'nodes'),
    searchPath: [folder, ...(process.env.PATH ?? '').split(delimiter)],
    kubernetesVersion: 'v1.37.0',
    npdVersion: 'v1.36.0',
    log: () => {},
  })
  const { certificate: caCertificate, token } = credentials
  const access = { context: `kind-${name}`, server: cluster.url, caCertificate, token }
  const connect = () => connectWithToken(access)
  const api = createApi(connect())
  await ensureNodes(api, name, workers, new AbortController().signal)
  api.close()
  return { cluster, connect }
}
