import { deleteExperiment, findExperiment } from '../chaos/apply.mts'
import { partitionPods } from '../chaos/chaos-apply.mts'
import { confirmExperiment } from '../chaos/consent.mts'
import { readExperiment } from '../chaos/experiment.mts'
import type { Phases } from '../cli/phases.mts'
import type { Cluster } from '../cluster/cluster.mts'
import { setDemoProblem } from '../conditions/demo-problem.mts'
import { pods } from '../kube/resources.mts'
import { findNpdPods } from '../logs/read-logs.mts'
import type { LiveWatchdog } from './watchdog.mts'

/** The actions of the buttons on the page. */
export const actionNames = [
  'disconnect',
  'reconnect',
  'demo-on',
  'demo-off',
  'restart',
  'watchdog-start',
  'watchdog-stop',
] as const

export type ActionName = (typeof actionNames)[number]

export interface ActionRequest {
  action: ActionName
  /** The nodes to change. Empty for actions on the whole cluster. */
  nodes: string[]
}

export interface ActionContext {
  cluster: Cluster
  watchdog: LiveWatchdog
  signal: AbortSignal
}

/** Runs an action with the same functions as the scripts. Resolves with a sentence about the result. */
export const runAction = async (
  { action, nodes }: ActionRequest,
  context: ActionContext,
): Promise<string> => {
  const { cluster, signal } = context
  switch (action) {
    case 'disconnect':
      return disconnect(nodes, context)
    case 'reconnect':
      return reconnect(context)
    case 'demo-on':
    case 'demo-off': {
      const isOn = action === 'demo-on'
      for (const node of nodes) await setDemoProblem(cluster.api, node, isOn, signal)
      return `You turned ${isOn ? 'on' : 'off'} DemoProblem for ${nodes.join(', ')}. The condition changes the next time NPD runs the plugin.`
    }
    case 'restart':
      return restart(nodes, cluster, signal)
    case 'watchdog-start':
      context.watchdog.start()
      return 'You started the watchdog. It runs until you stop it or this script.'
    case 'watchdog-stop':
      await context.watchdog.stop()
      return 'You stopped the watchdog.'
  }
}

/** The page shows the result as an entry, so the phases of the script are not printed. */
const noOutput: Phases = { run: (_, work) => work(), note: () => {} }

const disconnect = async (nodes: string[], { cluster, signal }: ActionContext): Promise<string> => {
  const experiment = await readExperiment({ nodes })
  await confirmExperiment(cluster, 'Disconnect these pods from the network', true, signal)
  await partitionPods(experiment, { api: cluster.api, phases: noOutput, signal })
  return `You disconnected NPD on ${nodes.join(', ')} from the network.`
}

const reconnect = async ({ cluster: { api }, signal }: ActionContext): Promise<string> => {
  const { chaos } = await readExperiment()
  if (!(await findExperiment(api, chaos, signal))) return 'No node was disconnected.'
  const result = await deleteExperiment(api, chaos, signal)
  return result === 'recovered'
    ? 'You reconnected all nodes.'
    : 'chaos-mesh did not end the experiment in time. Restart NPD on nodes that are still disconnected.'
}

/** The DaemonSet creates a new pod for each deleted one. */
const restart = async (nodes: string[], { api }: Cluster, signal: AbortSignal): Promise<string> => {
  for (const { metadata } of await findNpdPods(api, nodes))
    await api.delete(pods, metadata.name, { namespace: metadata.namespace ?? '', signal })
  return `You restarted NPD on ${nodes.join(', ')}.`
}
