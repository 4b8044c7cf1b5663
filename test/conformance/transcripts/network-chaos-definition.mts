import type { Kubectl } from '../../../lib/embedded/apiserver/kubectl.fixture.mts'

const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** The minimal definition with which a real API server accepts NetworkChaos objects. */
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'networkchaos.chaos-mesh.org' },
  spec: {
    group: 'chaos-mesh.org',
    scope: 'Namespaced',
    names: { plural: 'networkchaos', singular: 'networkchaos', kind: 'NetworkChaos' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } },
      },
    ],
  },
}

/** Creates the definition and waits until the server has the kind. */
export const defineNetworkChaos = async (kubectl: Kubectl): Promise<void> => {
  const created = await kubectl.run(['create', '-f', '-'], JSON.stringify(definition))
  const wait = 'wait crd/networkchaos.chaos-mesh.org --for=condition=Established --timeout=60s'
  const there = created.code === 0 ? await kubectl.run(wait) : created
  if (there.code !== 0) throw new Error(there.stderr)
}
