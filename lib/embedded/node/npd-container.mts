import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { parseArguments } from '../../chart/release.mts'
import { killMarkedProcesses } from '../../cli/leftovers.mts'
import type { EnvVar, Pod } from '../../kube/types.mts'
import { parseDuration } from '../../npd/go/duration.mts'
import { runNodeProblemDetector } from '../../npd/node-problem-detector.mts'
import { npdVersionOf } from '../../npd/version.mts'
import { renderKubeconfig } from '../kubeconfig.mts'
import type { NetworkPath } from '../network/network.mts'
import { containerVariable, toContainerId } from './container-marker.mts'
import { GoTransport } from './go-transport.mts'
import type { NpdPorts } from './npd-ports.mts'
import type { PodFiles } from './pod-files.mts'

export interface ContainerOptions {
  pod: Pod
  files: PodFiles
  /** The pod's only route to the API server. */
  networkPath: NetworkPath
  ports: NpdPorts
  /** PEM-encoded. */
  caCertificate: string
  token: string
  /** Folders in `PATH`, in order. */
  searchPath: string[]
  /** The NPD version to assume if the image has no version. Example: `v1.36.0`. */
  npdVersion: string
  /** Included in the environment variable that identifies the container's processes. */
  sessionId: string
  write(line: string): void
}

/** Runs NPD, as the pod's container would, until `signal` is aborted. Resolves with its exit code. */
export const runNpdContainer = async (
  options: ContainerOptions,
  signal: AbortSignal,
): Promise<number> => {
  const { pod, files, networkPath, ports, caCertificate, token, sessionId, write } = options
  const npdVersion = npdVersionOf(pod.spec.containers[0]?.image ?? '') ?? options.npdVersion
  const { configPaths, heartBeatPeriod } = parseArguments(pod.spec.containers[0]?.command ?? [])
  const kubeconfig = join(files.root, 'kubeconfig')
  const server = `https://127.0.0.1:${networkPath.port}`
  const kubeconfigText = renderKubeconfig({ context: 'pod', server, caCertificate, token })
  await writeFile(kubeconfig, kubeconfigText, { mode: 0o600 })
  const transport = new GoTransport({
    host: '127.0.0.1',
    port: networkPath.port,
    caCertificate,
    token,
    userAgent: `node-problem-detector/${npdVersion}`,
  })
  try {
    return await runNodeProblemDetector(
      {
        nodeName: pod.spec.nodeName ?? '',
        npdVersion,
        configPaths,
        heartbeatPeriod: parseDuration(heartBeatPeriod),
        transport,
        environment: {
          cwd: files.root,
          resolvePath: files.resolvePath,
          env: buildEnvironment(options, kubeconfig),
        },
        serve: ports.serve,
        onRun: report => ports.runLog.add(report),
        write,
      },
      signal,
    )
  } finally {
    ports.stopServing()
    transport.close()
    // Processes that left their group, for example with `setsid`, are killed when the container exits.
    await killMarkedProcesses(`${containerVariable}=${toContainerId(files.root, sessionId)}`)
  }
}

/** Builds the environment of plugins. As in a container, the variables of the user's shell are not included. */
const buildEnvironment = (
  { pod, files, searchPath, sessionId }: ContainerOptions,
  kubeconfig: string,
): NodeJS.ProcessEnv => ({
  PATH: searchPath.join(delimiter),
  HOME: files.root,
  HOSTNAME: pod.metadata.name,
  KUBECONFIG: kubeconfig,
  ...Object.fromEntries(
    (pod.spec.containers[0]?.env ?? []).map(variable => [
      variable.name,
      resolveEnvValue(variable, pod),
    ]),
  ),
  [containerVariable]: toContainerId(files.root, sessionId),
})

const resolveEnvValue = ({ value = '', valueFrom }: EnvVar, pod: Pod): string => {
  const fieldValues: Record<string, string | undefined> = {
    'spec.nodeName': pod.spec.nodeName,
    'metadata.name': pod.metadata.name,
    'metadata.namespace': pod.metadata.namespace,
  }
  return valueFrom?.fieldRef ? (fieldValues[valueFrom.fieldRef.fieldPath] ?? '') : value
}
