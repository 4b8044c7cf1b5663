import { npdLabels, npdNamespace } from '../chart/release.mts'
import { fullName } from '../kube/full-name.mts'
import { renderLabelSelector } from '../kube/labels/selector.mts'
import { pods } from '../kube/resources.mts'
import type { Pod } from '../kube/types.mts'
import { findEvidence } from '../logs/evidence.mts'
import { followLog } from './follow-log.mts'
import { parseConditions } from './parse-conditions.mts'
import type { RecordingContext } from './record.mts'
import { follow, type RunningWatch } from './recorder.mts'
import { track } from './track.mts'

/** Records NPD's pods, and the lines in their logs that show an outage or a condition. */
export const recordLogs = (context: RecordingContext): RunningWatch => {
  const { api, recorder, signal } = context
  const stopFunctions = new Map<string, () => void>()
  const logsEnded: Promise<void>[] = []
  const onChange = track<Pod>({
    put: (pod, isInitial) => {
      const { nodeName: node } = pod.spec
      const name = fullName(pod)
      if (stopFunctions.has(name) || !node) return
      recorder.add({ kind: 'pod', pod: name, node })
      const { stop, ended } = recordLog(context, pod, isInitial)
      stopFunctions.set(name, stop)
      logsEnded.push(ended)
    },
    remove: pod => {
      const name = fullName(pod)
      stopFunctions.get(name)?.()
      if (!stopFunctions.delete(name)) return
      recorder.add({ kind: 'pod', pod: name, node: pod.spec.nodeName ?? '', deleted: true })
    },
  })
  const options = { namespace: npdNamespace, labelSelector: renderLabelSelector(npdLabels), signal }
  const { started, ended } = follow<Pod>(api, pods, options, onChange)
  return { started, ended: ended.then(() => Promise.all(logsEnded)).then(() => {}) }
}

/** `isInitial`: the pod existed when the recording began, so the backlog is older than the recording. */
const recordLog = ({ api, recorder, signal }: RecordingContext, pod: Pod, isInitial: boolean) => {
  const controller = new AbortController()
  const { nodeName: node = '' } = pod.spec
  const add = (text: string, before?: { before: true }) =>
    recorder.add({ kind: 'log', node, pod: fullName(pod), text, ...before })
  const onLine = (text: string) => {
    if (findEvidence(text) || parseConditions(text).length > 0) add(text)
  }
  const onBacklog = (texts: string[]) => {
    if (!isInitial) texts.forEach(onLine)
    else for (const text of findLastConditionLines(texts)) add(text, { before: true })
  }
  const ended = followLog(api, pod, AbortSignal.any([signal, controller.signal]), {
    onBacklog,
    onLine,
  })
  return { stop: () => controller.abort(), ended }
}

/** The earlier lines that still apply: the last line about each condition. */
const findLastConditionLines = (texts: string[]): Set<string> => {
  const last = new Map<string, string>()
  for (const text of texts) for (const { type } of parseConditions(text)) last.set(type, text)
  return new Set(last.values())
}
