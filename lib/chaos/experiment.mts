import { isMap } from 'yaml'
import type { NetworkChaos, PodSelector } from '../chaos-mesh/types.mts'
import { UserError } from '../cli/errors.mts'
import { parseDurationOption } from '../cli/options.mts'
import { displayPath, files, readText } from '../repository.mts'
import { patchYaml } from '../yaml/patch.mts'
import { createProblemsError, type Problem, parseSource, type YamlSource } from '../yaml/source.mts'

/** The label by which the experiment selects the pods of a node. */
export const nodeNameLabel = 'nodeName'

/** The namespace of chaos-mesh. An experiment that disconnects pods in it could never end. */
export const chaosMeshNamespace = 'chaos-mesh'

/** The options of `chaos-apply` that override `chaos/network-partition.yaml`, in memory only. */
export interface ExperimentOverrides {
  /** Nodes that replace those in the file. */
  nodes?: string[]
  /** The time after which chaos-mesh ends the experiment. A Go duration. */
  duration?: string
}

export interface Experiment {
  /** The YAML text to apply. */
  text: string
  chaos: NetworkChaos
}

/** Reads and checks the experiment. Throws a UserError with the file and position of every problem. */
export const readExperiment = async (overrides: ExperimentOverrides = {}): Promise<Experiment> => {
  const file = displayPath(files.experiment)
  const text = await readText(files.experiment)
  return parseExperiment(
    file,
    parseSource(file, text).document.contents ? applyOverrides(file, text, overrides) : text,
  )
}

/** Checks everything that can be checked without a cluster. */
export const parseExperiment = (file: string, text: string): Experiment => {
  const source = parseSource(file, text)
  if (!isMap(source.document.contents))
    throw createProblemsError(file, [
      {
        position: { line: 1, column: 1 },
        message: 'not an object',
        fix: 'write a NetworkChaos',
      },
    ])
  const chaos: NetworkChaos = source.document.toJS()
  const problems = [...checkShape(source, chaos), ...checkNamespaces(source, chaos)]
  if (problems.length > 0) throw createProblemsError(file, problems)
  return { text, chaos }
}

const applyOverrides = (
  file: string,
  text: string,
  { nodes, duration }: ExperimentOverrides,
): string => {
  if (duration !== undefined) parseDurationOption('duration', duration)
  const withDuration =
    duration === undefined ? text : patchYaml(text, ['spec', 'duration'], duration)
  if (!nodes) return withDuration
  const { document } = parseSource(file, withDuration)
  const selectors = document.toJS()?.spec?.selector?.expressionSelectors
  const index = Array.isArray(selectors)
    ? selectors.findIndex(({ key }) => key === nodeNameLabel)
    : -1
  if (index < 0)
    throw new UserError(
      `Failed to apply --nodes: ${file} does not select pods by the label \`${nodeNameLabel}\`.`,
      'Restore its expressionSelectors, or omit --nodes.',
    )
  return patchYaml(
    withDuration,
    ['spec', 'selector', 'expressionSelectors', index, 'values'],
    nodes,
  )
}

const checkShape = ({ positionOf }: YamlSource, chaos: NetworkChaos): Problem[] => {
  const problem = (path: string[], message: string, fix: string) => ({
    position: positionOf(path),
    message,
    fix,
  })
  if (chaos.kind !== 'NetworkChaos')
    return [problem(['kind'], `kind is \`${chaos.kind}\``, 'write kind: NetworkChaos')]
  if (!chaos.metadata?.name || !chaos.metadata.namespace)
    return [problem(['metadata'], 'name or namespace is missing', 'set both in `metadata`')]
  if (!chaos.spec?.selector)
    return [
      problem(['spec'], '`spec.selector` is missing', 'add a selector for the pods to disconnect'),
    ]
  return []
}

/** Rejects an experiment in the namespace of chaos-mesh, and one that could select pods there. */
const checkNamespaces = (source: YamlSource, { metadata, spec }: NetworkChaos): Problem[] => {
  const problems = [
    ...checkSelector(source, ['spec', 'selector'], spec?.selector),
    ...(spec?.target
      ? checkSelector(source, ['spec', 'target', 'selector'], spec.target.selector)
      : []),
  ]
  if (metadata?.namespace === chaosMeshNamespace)
    problems.push({
      position: source.positionOf(['metadata', 'namespace']),
      message: `the experiment is in the ${chaosMeshNamespace} namespace`,
      fix: 'set `namespace: kube-system`',
    })
  return problems
}

const checkSelector = (
  { positionOf }: YamlSource,
  path: string[],
  selector: PodSelector | undefined,
): Problem[] => {
  if (!selector) return []
  const { namespaces, pods } = selector
  const selectedNamespaces = [
    ...(Array.isArray(namespaces) ? namespaces : []),
    ...Object.keys(pods ?? {}),
  ]
  if (selectedNamespaces.some(name => String(name).trim() === chaosMeshNamespace))
    return [
      {
        position: positionOf([...path, 'namespaces']),
        message: `the ${chaosMeshNamespace} namespace is selected, so chaos-mesh could disconnect itself and never end the experiment`,
        fix: `remove ${chaosMeshNamespace} from the list`,
      },
    ]
  if (selectedNamespaces.length > 0) return []
  return [
    {
      position: positionOf([...path, 'namespaces']),
      message: `no namespace is listed, so the selector could match pods in all namespaces, including ${chaosMeshNamespace}`,
      fix: 'list the namespaces, for example `namespaces: [kube-system]`',
    },
  ]
}
