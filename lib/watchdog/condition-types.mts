import { UsageError } from '../cli/errors.mts'
import { kubeletTypes } from '../conditions/silence/kubelet-types.mts'

/** Whether a condition type is the kubelet's or the network plugin's, which nobody here may touch. */
export const isKubeletType = (type: string): boolean => kubeletTypes.includes(type)

/** As `[prefix/]name` of apimachinery's `IsQualifiedName`, near enough to find what cannot be meant. */
const pattern = /^([a-z0-9.-]+\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/

/** Reads `--types A,B`. Throws a UsageError for what is no type, and for those of the kubelet. */
export const parseTypes = (text: string): string[] => {
  const types = [...new Set(text.split(',').map(type => type.trim()))]
  for (const type of types) {
    if (!pattern.test(type))
      throw new UsageError(
        `Failed to read --types \`${text}\`: \`${type}\` is no condition type.`,
        'As in --types NetworkProblem,KernelDeadlock',
      )
    if (isKubeletType(type))
      throw new UsageError(
        `Failed to read --types \`${text}\`: \`${type}\` is the kubelet's, not node-problem-detector's.`,
        'The node lifecycle controller sets it to Unknown when the kubelet falls silent.',
      )
  }
  return types
}
