import { startChaosController } from './chaos/controller.mts'
import type { EmbeddedClusterOptions } from './cluster.mts'
import { startDaemonSetController } from './daemon-set/controller.mts'
import { createNetwork, type Network } from './network/network.mts'
import { type MachinesOptions, startMachines } from './node/machines.mts'
import { startNodeLifecycleController } from './node-lifecycle/controller.mts'

type ControllersOptions = Pick<MachinesOptions, 'api' | 'tokens' | 'user'> & {
  serverPort: number
  clusterOptions: EmbeddedClusterOptions
}

/** Starts the controllers, the network and the machines. Call the functions in `stopFunctions` in order. */
export const startControllers = ({
  api,
  serverPort,
  clusterOptions,
  ...authentication
}: ControllersOptions) => {
  const { credentials, folder, searchPath, kubernetesVersion, npdVersion, sessionId, log } =
    clusterOptions
  const network = createNetwork({ serverPort })
  const chaos = startChaosController({ api, network: createChaosNetwork(network), log })
  const daemonSets = startDaemonSetController(api, log)
  const nodeLifecycle = startNodeLifecycleController(api, log)
  const machines = startMachines({
    ...{ api, network, ...authentication, searchPath, npdVersion, folder, sessionId, log },
    caCertificate: credentials.certificate,
    kubeletVersion: kubernetesVersion,
  })
  return {
    readPodLog: machines.readPodLog,
    stopFunctions: [
      () => chaos.stop(),
      () => daemonSets.stop(),
      () => nodeLifecycle.stop(),
      () => machines.stop(),
      () => network.close(),
    ],
  }
}

/** Creates functions that disconnect and reconnect pods by ID. They ignore pods that are starting or stopping. */
const createChaosNetwork = (network: Network) => ({
  partition: (id: string, directions: { egress: boolean; ingress: boolean }) =>
    network.find(id)?.partition(directions),
  heal: (id: string) => network.find(id)?.heal(),
})
