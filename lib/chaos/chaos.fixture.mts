import type { NetworkChaos } from '../chaos-mesh/types.mts'
import type { KubeNode, Pod } from '../kube/types.mts'

/** Small objects for the tests in this folder. */

type Spec = NetworkChaos['spec']

export const chaosOf = (
  spec: Partial<Spec> = {},
  metadata: Partial<NetworkChaos['metadata']> = {},
): NetworkChaos => ({
  apiVersion: 'chaos-mesh.org/v1alpha1',
  kind: 'NetworkChaos',
  metadata: { name: 'partition', namespace: 'kube-system', ...metadata },
  spec: {
    action: 'partition',
    direction: 'both',
    mode: 'all',
    selector: { namespaces: ['kube-system'], labelSelectors: { app: 'npd' } },
    ...spec,
  },
})

export const podOf = (
  name: string,
  nodeName: string,
  metadata: Partial<Pod['metadata']> = {},
  spec: Partial<Pod['spec']> = {},
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'kube-system', labels: { app: 'npd' }, ...metadata },
  spec: { nodeName, containers: [{ name: 'npd', image: 'npd:1' }], ...spec },
  status: { phase: 'Running' },
})

export const nodeOf = (name: string, labels = {}): KubeNode => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels },
})
