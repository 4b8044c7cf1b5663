import { selectPods } from '../chaos-mesh/select-pods.mts'
import type { NetworkChaos } from '../chaos-mesh/types.mts'
import { messageOf, UserError } from '../cli/errors.mts'
import { renderTable } from '../cli/table.mts'
import type { KubeNode, Pod } from '../kube/types.mts'
import { nodeNameLabel } from './experiment.mts'

/**
 * The pods that the experiment will disconnect, ordered by node. Throws a UserError if it names a
 * node that does not exist, or if no pod matches.
 */
export const findBlastRadius = (
  { spec }: NetworkChaos,
  { pods, nodes }: { pods: Pod[]; nodes: KubeNode[] },
): Pod[] => {
  checkNodes(spec.selector, nodes)
  const selected = [...new Set(select(spec.selector, { pods, nodes }))]
  if (selected.length === 0)
    throw new UserError(
      'Failed to select pods: no pod matches the selector of the experiment.',
      'Compare chaos/network-partition.yaml with `kubectl get pods -n kube-system --show-labels`.',
    )
  return selected.sort((a, b) => ((a.spec.nodeName ?? '') < (b.spec.nodeName ?? '') ? -1 : 1))
}

const select: typeof selectPods = (selector, candidates) => {
  try {
    return selectPods(selector, candidates)
  } catch (error) {
    throw new UserError(
      `Failed to select pods: ${messageOf(error)}.`,
      'Fix the selector in chaos/network-partition.yaml.',
    )
  }
}

const checkNodes = (selector: NetworkChaos['spec']['selector'], nodes: KubeNode[]): void => {
  const names = nodes.map(({ metadata }) => metadata.name)
  const byLabel = (selector.expressionSelectors ?? [])
    .filter(({ key, operator }) => key === nodeNameLabel && operator === 'In')
    .flatMap(({ values = [] }) => values)
  const unknown = [...(selector.nodes ?? []), ...byLabel].filter(name => !names.includes(name))
  if (unknown.length > 0)
    throw new UserError(
      `Failed to select nodes: ${unknown.map(name => `\`${name}\``).join(', ')} ${unknown.length === 1 ? 'does' : 'do'} not exist in this cluster.`,
      `Choose nodes with --nodes from ${names.join(', ')}.`,
    )
}

const directions = {
  to: 'of outgoing traffic',
  from: 'of incoming traffic',
  both: 'in both directions',
}

/** The pods that will be disconnected, with their nodes, and for how long. */
export const renderBlastRadius = ({ spec }: NetworkChaos, selected: Pod[]): string => {
  const until = spec.duration ? `for ${spec.duration}` : 'until you run `chaos-delete`'
  const rows = selected.map(({ metadata, spec }) => [
    `    ${spec.nodeName}`,
    `${metadata.namespace}/${metadata.name}`,
  ])
  const [, ...lines] = renderTable(['', ''], rows).trimEnd().split('\n')
  return `  network ${spec.action} ${directions[spec.direction ?? 'to']}, ${until}:\n${lines.join('\n')}`
}
