import type { KubeApi } from '../../kube/api.mts'
import type { KubeNode } from '../../kube/types.mts'
import { runKubelet } from './kubelet.mts'

export interface KubeletsOptions {
  api: KubeApi
  /** Version that the kubelets report. Example: `v1.35.1`. */
  kubeletVersion: string
  log: (line: string) => void
}

export interface Kubelet {
  nodeUid: string | undefined
  hostIP: string
  /** Kubelets are numbered from 0 in the order in which they start. A number is never reused. */
  index: number
  stop(): Promise<void>
}

/** The running kubelets by node name. */
export interface Kubelets {
  get(nodeName: string): Kubelet | undefined
  /** Stops the kubelets of deleted nodes and starts one for each new node. */
  reconcile(nodes: KubeNode[]): Promise<void>
  stop(): Promise<void>
}

/** Creates the set of kubelets. Aborting `signal` also stops them. */
export const createKubelets = (options: KubeletsOptions, signal: AbortSignal): Kubelets => {
  const kubelets = new Map<string, Kubelet>()
  let nextIndex = 0
  return {
    get: nodeName => kubelets.get(nodeName),
    reconcile: async nodes => {
      const nodesByName = new Map(nodes.map(node => [node.metadata.name, node]))
      for (const [name, kubelet] of kubelets)
        if (nodesByName.get(name)?.metadata.uid !== kubelet.nodeUid) {
          kubelets.delete(name)
          await kubelet.stop()
        }
      for (const [name, node] of nodesByName)
        if (!kubelets.has(name))
          kubelets.set(name, startKubelet(node, nextIndex++, options, signal))
    },
    stop: async () => {
      await Promise.all([...kubelets.values()].map(kubelet => kubelet.stop()))
    },
  }
}

const startKubelet = (
  node: KubeNode,
  index: number,
  { api, kubeletVersion, log }: KubeletsOptions,
  signal: AbortSignal,
): Kubelet => {
  const hostIP = `172.18.0.${index + 2}`
  const abortController = new AbortController()
  const combinedSignal = AbortSignal.any([signal, abortController.signal])
  const runPromise = runKubelet({ api, node, hostIP, version: kubeletVersion, log }, combinedSignal)
  return {
    nodeUid: node.metadata.uid,
    hostIP,
    index,
    stop: async () => {
      abortController.abort()
      await runPromise
    },
  }
}
