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
  const selected = [...new Set(selectOrThrow(spec.selector, { pods, nodes }))]
  if (selected.length === 0)
    throw new UserError(
      'Failed to select pods: no pod matches the selector of the experiment.',
      'Compare chaos/network-partition.yaml with `kubectl get pods -n kube-system --show-labels`.',
    )
  return selected.sort((a, b) => ((a.spec.nodeName ?? '') < (b.spec.nodeName ?? '') ? -1 : 1))
}

const selectOrThrow: typeof selectPods = (selector, candidates) => {
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
  const labelNodeNames = (selector.expressionSelectors ?? [])
    .filter(({ key, operator }) => key === nodeNameLabel && operator === 'In')
    .flatMap(({ values = [] }) => values)
  const unknownNames = [...(selector.nodes ?? []), ...labelNodeNames].filter(
    name => !names.includes(name),
  )
  if (unknownNames.length > 0)
    throw new UserError(
      `Failed to select nodes: ${unknownNames.map(name => `\`${name}\``).join(', ')} ${unknownNames.length === 1 ? 'does' : 'do'} not exist in this cluster.`,
      `Pass existing nodes with --nodes. This cluster has ${names.join(', ')}.`,
    )
}

const directionTexts = {
  to: 'of outgoing traffic',
  from: 'of incoming traffic',
  both: 'in both directions',
}

/** The pods that will be disconnected, with their nodes, and for how long. */
export const renderBlastRadius = ({ spec }: NetworkChaos, selectedPods: Pod[]): string => {
  const durationText = spec.duration ? `for ${spec.duration}` : 'until you run `chaos-delete`'
  const rows = selectedPods.map(({ metadata, spec }) => [
    `    ${spec.nodeName}`,
    `${metadata.namespace}/${metadata.name}`,
  ])
  const [, ...lines] = renderTable(['', ''], rows).trimEnd().split('\n')
  return `  network ${spec.action} ${directionTexts[spec.direction ?? 'to']}, ${durationText}:\n${lines.join('\n')}`
}
