import type { KubeNode, Pod, PodSelector } from '../kube/types.mts'
import { matchesLabels, matchesRequirements, requirementError } from './label-requirements.mts'

/** What there is to select from. */
export interface Candidates {
  pods: Pod[]
  nodes: KubeNode[]
}

export const podId = ({ metadata }: Pick<Pod, 'metadata'>): string =>
  `${metadata.namespace}/${metadata.name}`

/**
 * The pods that a selector means, as chaos-mesh's `pkg/selector`: all parts must match, except that
 * `pods` names them and nothing else counts. Throws, in its words, where chaos-mesh fails.
 */
export const selectPods = (selector: PodSelector, { pods, nodes }: Candidates): Pod[] => {
  if (Object.keys(selector.pods ?? {}).length > 0) return namedPods(selector.pods ?? {}, pods)
  const matchers = [
    matchLabels(selector),
    matchFields(selector.fieldSelectors),
    matchNodes(selector, nodes),
    matchPhases(selector.podPhaseSelectors),
  ]
  return inNamespaces(selector.namespaces, pods).filter(pod => matchers.every(match => match(pod)))
}

type Match = (pod: Pod) => boolean

/** Names without a pod are passed over. */
const namedPods = (names: Record<string, string[]>, pods: Pod[]): Pod[] => {
  const byId = new Map(pods.map(pod => [podId(pod), pod]))
  return Object.entries(names).flatMap(([namespace, each]) =>
    each.flatMap(name => byId.get(`${namespace}/${name}`) ?? []),
  )
}

/** chaos-mesh's webhook puts the experiment's own namespace where none is named. */
const inNamespaces = (namespaces: string[] | undefined, pods: Pod[]): Pod[] =>
  namespaces?.length
    ? [...new Set(namespaces)].flatMap(name =>
        pods.filter(({ metadata }) => metadata.namespace === name),
      )
    : pods

const matchLabels = (selector: PodSelector): Match => {
  const error = requirementError(selector.expressionSelectors)
  if (error) throw new Error(`cannot parse label selector, msg: ${error}`)
  return ({ metadata }) =>
    matchesLabels(metadata.labels, selector.labelSelectors) &&
    matchesRequirements(metadata.labels, selector.expressionSelectors) &&
    matchesLabels(metadata.annotations, selector.annotationSelectors)
}

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

const matchFields = (wanted: Record<string, string> = {}): Match => {
  const tests = Object.entries(wanted).map(([field, value]): Match => {
    const read = Object.hasOwn(fields, field) ? fields[field] : undefined
    if (!read) throw new Error(`field label not supported: ${field}`)
    return pod => (read(pod) ?? '') === value
  })
  return pod => tests.every(test => test(pod))
}

/** `nodes` and `nodeSelectors` add up. A node that does not exist is an error, a label nobody has is not. */
const matchNodes = (
  { nodes: names = [], nodeSelectors }: PodSelector,
  nodes: KubeNode[],
): Match => {
  const hasLabels = Object.keys(nodeSelectors ?? {}).length > 0
  if (names.length === 0 && !hasLabels) return () => true
  const missing = names.find(name => !nodes.some(({ metadata }) => metadata.name === name))
  if (missing !== undefined)
    throw new Error(`cannot parse node selector, msg: Node "${missing}" not found`)
  const labelled = nodes.filter(
    ({ metadata }) => hasLabels && matchesLabels(metadata.labels, nodeSelectors),
  )
  const wanted = new Set([...names, ...labelled.map(({ metadata }) => metadata.name)])
  return pod => wanted.has(pod.spec.nodeName ?? '')
}

/** A list of phases, any of which will do; `!Running` excludes one. */
const matchPhases = (selectors: string[] = []): Match => {
  const phases = selectors.flatMap(each => each.split(',')).map(each => each.trim())
  const operator = phases.map(phase => /!=|==?| in | notin /.exec(phase)?.[0].trim()).find(Boolean)
  if (operator)
    throw new Error(`cannot parse phase selector, msg: unsupported operator: ${operator}`)
  const excluded = phases.filter(phase => phase.startsWith('!')).map(phase => phase.slice(1).trim())
  const included = phases.filter(phase => phase !== '' && !phase.startsWith('!'))
  return ({ status }) => {
    const phase = status?.phase ?? ''
    return (included.length === 0 || included.includes(phase)) && !excluded.includes(phase)
  }
}
