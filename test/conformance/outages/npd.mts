import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { delimiter, resolve } from 'node:path'
import { GoTransport } from '../../../lib/embedded/node/go-transport.mts'
import { parseDuration } from '../../../lib/npd/go/duration.mts'
import { runNodeProblemDetector, type Serve } from '../../../lib/npd/node-problem-detector.mts'
import { installStandIns } from '../../../lib/stand-ins/install.mts'
import { findFreePort } from '../../free-port.fixture.mts'

interface NpdOptions {
  nodeName: string
  /** NPD's working directory, which contains `custom-config/` and `kubeconfig`. */
  folder: string
  /** The name of a file in `custom-config/`. */
  definition: string
  heartbeat: string
  /** The local port that forwards to the API server. */
  port: number
  /** In PEM format. */
  caCertificate: string
  token: string
}

/** A running NPD, with the HTTP endpoints that are reachable inside its pod. */
export interface Npd {
  /** Returns the body of `/conditions`, or `null` before NPD listens. */
  conditions(): Promise<string>
  metrics(): Promise<string>
  stop(): Promise<void>
}

export type StartNpd = (options: NpdOptions) => Promise<Npd>

/** Returns the environment of NPD and its plugins, with stand-ins for missing programs. */
const createEnvironment = async ({ folder, nodeName }: NpdOptions): Promise<NodeJS.ProcessEnv> => {
  const path = process.env.PATH ?? ''
  await installStandIns(`${folder}/bin`, path)
  return {
    PATH: `${folder}/bin${delimiter}${path}`,
    HOME: folder,
    NODE_NAME: nodeName,
    KUBECONFIG: `${folder}/kubeconfig`,
    TZ: 'UTC',
  }
}

/** Starts a real NPD. */
export const startRealNpd =
  (binary: string): StartNpd =>
  async options => {
    const { folder, definition, heartbeat, port } = options
    const [http, prometheus] = [await findFreePort(), await findFreePort()]
    const npd = spawn(
      binary,
      [
        ...[`--port=${http}`, `--prometheus-port=${prometheus}`],
        `--apiserver-override=https://127.0.0.1:${port}?inClusterConfig=false&auth=${folder}/kubeconfig`,
        `--config.custom-plugin-monitor=custom-config/${definition}`,
        `--k8s-exporter-heartbeat-period=${heartbeat}`,
      ],
      { cwd: folder, env: await createEnvironment(options), stdio: 'ignore', detached: true },
    )
    const closed = once(npd, 'close')
    const read = async (url: string, before: string) =>
      fetch(url).then(
        answer => answer.text(),
        () => before,
      )
    return {
      conditions: () => read(`http://127.0.0.1:${http}/conditions`, 'null'),
      metrics: () => read(`http://127.0.0.1:${prometheus}/metrics`, ''),
      stop: async () => {
        npd.kill('SIGTERM')
        await closed
      },
    }
  }

/** Starts our NPD. */
export const startEmbeddedNpd: StartNpd = async options => {
  const { nodeName, folder, definition, heartbeat, port, caCertificate, token } = options
  const transport = new GoTransport({
    host: '127.0.0.1',
    port,
    caCertificate,
    token,
    userAgent: 'node-problem-detector/v1.35.1',
  })
  const ending = new AbortController()
  const served: Partial<Record<Parameters<Serve>[0], Parameters<Serve>[1]>> = {}
  const running = runNodeProblemDetector(
    {
      npdVersion: 'v1.36.0',
      nodeName,
      configPaths: [`custom-config/${definition}`],
      heartbeatPeriod: parseDuration(heartbeat),
      transport,
      environment: {
        cwd: folder,
        env: await createEnvironment(options),
        resolvePath: path => resolve(folder, path),
      },
      serve: (name, answer) => {
        served[name] = answer
      },
      write: () => {},
    },
    ending.signal,
  )
  return {
    conditions: async () => served.http?.('/conditions').body ?? 'null',
    metrics: async () => served.prometheus?.('/metrics').body ?? '',
    stop: async () => {
      ending.abort()
      await running
      transport.close()
    },
  }
}
