import { messageOf } from '../cli/errors.mts'
import { matchesLabels, toRequirements } from '../kube/labels/label-selector.mts'
import { matchesSelector } from '../kube/labels/requirement.mts'
import { parseSelector } from '../kube/labels/selector.mts'
import type { KubeNode, Pod } from '../kube/types.mts'
import type { PodSelector } from './types.mts'

/** The objects to select from. */
export interface Candidates {
  pods: Pod[]
  nodes: KubeNode[]
}

export const podId = ({ metadata }: Pick<Pod, 'metadata'>): string =>
  `${metadata.namespace}/${metadata.name}`

/**
 * Selects pods like chaos-mesh's `pkg/selector`: all parts of the selector must match, but `pods`
 * overrides all other parts. Throws the same errors as chaos-mesh.
 */
export const selectPods = (selector: PodSelector, { pods, nodes }: Candidates): Pod[] => {
  if (Object.keys(selector.pods ?? {}).length > 0) return findPodsByName(selector.pods ?? {}, pods)
  const matchers = [
    createLabelMatcher(selector),
    createAnnotationMatcher(selector.annotationSelectors),
    createFieldMatcher(selector.fieldSelectors),
    createNodeMatcher(selector, nodes),
    createPhaseMatcher(selector.podPhaseSelectors),
  ]
  return filterByNamespace(selector.namespaces, pods).filter(pod =>
    matchers.every(match => match(pod)),
  )
}

type PodMatcher = (pod: Pod) => boolean

/** Returns the pods with these names. Ignores names of pods that do not exist. */
const findPodsByName = (names: Record<string, string[]>, pods: Pod[]): Pod[] => {
  const byId = new Map(pods.map(pod => [podId(pod), pod]))
  return Object.entries(names).flatMap(([namespace, podNames]) =>
    podNames.flatMap(name => byId.get(`${namespace}/${name}`) ?? []),
  )
}

/**
 * Returns all pods if no namespace is listed. If a namespace is listed twice, its pods are returned
 * twice, as in chaos-mesh.
 */
const filterByNamespace = (namespaces: string[] | undefined, pods: Pod[]): Pod[] =>
  namespaces?.length
    ? namespaces.flatMap(name => pods.filter(({ metadata }) => metadata.namespace === name))
    : pods

/** Throws the same error as chaos-mesh's `registry.Parse` if this part of the selector is invalid. */
const parsePart = <T,>(part: string, parse: () => T): T => {
  try {
    return parse()
  } catch (error) {
    throw new Error(`cannot parse ${part} selector, msg: ${messageOf(error)}`)
  }
}

const createLabelMatcher = ({ labelSelectors, expressionSelectors }: PodSelector): PodMatcher => {
  const requirements = parsePart('label', () => toRequirements(labelSelectors, expressionSelectors))
  return ({ metadata }) => matchesSelector(metadata.labels, requirements)
}

/**
 * chaos-mesh joins the sorted annotations into one string and parses it as a label selector. A value
 * that is not a valid label value therefore causes an error or changes the selector.
 */
const createAnnotationMatcher = (annotations: Record<string, string> = {}): PodMatcher => {
  const pairs = Object.entries(annotations).map(([key, value]) => `${key}=${value}`)
  const requirements = parsePart('annotation', () => parseSelector(pairs.sort().join(',')))
  return ({ metadata }) => matchesSelector(metadata.annotations, requirements)
}

/** The fields that chaos-mesh compares. */
const fields: Record<string, (pod: Pod) => string | undefined> = {
  'metadata.name': pod => pod.metadata.name,
  'metadata.namespace': pod => pod.metadata.namespace,
  'spec.nodeName': pod => pod.spec.nodeName,
  'spec.restartPolicy': pod => pod.spec.restartPolicy,
  'spec.schedulerName': pod => pod.spec.schedulerName,
  'spec.serviceAccountName': pod => pod.spec.serviceAccountName,
  'status.phase': pod => pod.status?.phase,
  'status.podIP': pod => pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP,
  'status.nominatedNodeName': pod => pod.status?.nominatedNodeName,
}

/** Fields that only the API server supports. chaos-mesh treats them as empty, so they match only an empty value. */
const serverOnlyFields = ['spec.host', 'spec.hostNetwork', 'status.podIPs']

const createFieldMatcher = (selectors: Record<string, string> = {}): PodMatcher => {
  const matchers = Object.entries(selectors).map(([field, value]): PodMatcher => {
    const getField = Object.hasOwn(fields, field) ? fields[field] : undefined
    if (!getField && !serverOnlyFields.includes(field))
      throw new Error(`field label not supported: ${field}`)
    return pod => (getField?.(pod) ?? '') === value
  })
  return pod => matchers.every(match => match(pod))
}

/**
 * Matches pods whose node is in `nodes` or matches `nodeSelectors`. A name in `nodes` that does not
 * exist is an error. Labels that match no node are not an error.
 */
const createNodeMatcher = (
  { nodes: names = [], nodeSelectors }: PodSelector,
  nodes: KubeNode[],
): PodMatcher => {
  const hasLabels = Object.keys(nodeSelectors ?? {}).length > 0
  if (names.length === 0 && !hasLabels) return () => true
  const missingName = names.find(name => !nodes.some(({ metadata }) => metadata.name === name))
  if (missingName !== undefined)
    throw new Error(`cannot parse node selector, msg: Node "${missingName}" not found`)
  const labeledNodes = nodes.filter(
    ({ metadata }) => hasLabels && matchesLabels(metadata.labels, nodeSelectors),
  )
  const nodeNames = new Set([...names, ...labeledNodes.map(({ metadata }) => metadata.name)])
  return pod => nodeNames.has(pod.spec.nodeName ?? '')
}

/** Matches any of the phases. `!Running` excludes a phase. The list is parsed like a label selector. */
const createPhaseMatcher = (selectors: string[] = []): PodMatcher => {
  const phases = parsePart('phase', () => parseSelector(selectors.join(',')))
  const unsupported = phases.find(({ operator }) => operator !== 'exists' && operator !== '!')
  if (unsupported)
    throw new Error(
      `cannot parse phase selector, msg: unsupported operator: ${unsupported.operator}`,
    )
  const keysWithOperator = (expected: string) =>
    phases.filter(({ operator }) => operator === expected).map(({ key }) => key)
  const [includedPhases, excludedPhases] = [keysWithOperator('exists'), keysWithOperator('!')]
  return ({ status }) => {
    const phase = status?.phase ?? ''
    return (
      (includedPhases.length === 0 || includedPhases.includes(phase)) &&
      !excludedPhases.includes(phase)
    )
  }
}
