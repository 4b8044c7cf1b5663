import type { NetworkChaos } from '../chaos-mesh/types.mts'
import type { KubeApi } from '../kube/api.mts'
import { createConnectivityListener } from '../kube/connectivity.mts'
import { ApiStatusError } from '../kube/errors.mts'
import { fullName } from '../kube/full-name.mts'
import type { Change } from '../kube/informer.mts'
import { events, networkChaos, nodes } from '../kube/resources.mts'
import type { KubeEvent, KubeNode, KubeObject } from '../kube/types.mts'
import { follow, type Recorder, type RunningWatch } from './recorder.mts'
import type { ChaosEntry, NodeRecord, RecordContent } from './records.mts'
import { track } from './track.mts'
import { trimChaos, trimEvent, trimNode } from './trim.mts'

/** The API to read from, and the recorder to write to. */
export interface RecordingContext {
  api: KubeApi
  recorder: Recorder
  signal: AbortSignal
}

export const recordNodes = ({ api, recorder, signal }: RecordingContext): RunningWatch =>
  follow<KubeNode>(
    api,
    nodes,
    {
      signal,
      ...createConnectivityListener(lossReason => recorder.add(connectionNote(lossReason))),
    },
    recordChanges('nodes', recorder, trimNode),
  )

/** A note about a lost or restored connection. Without it, the gap would look like silence. */
const connectionNote = (lossReason: string | undefined): RecordContent => ({
  kind: 'note',
  text:
    lossReason === undefined
      ? 'Reconnected to the API server.'
      : `The recorder lost the connection to the API server: ${lossReason}.`,
})

/** Adds a note if chaos-mesh is not installed, or if reading its experiments is forbidden. */
export const recordChaos = ({ api, recorder, signal }: RecordingContext): RunningWatch => {
  const onChange = recordChanges('experiments', recorder, trimChaos)
  return noteIfUnavailable(
    recorder,
    'partitions',
    follow<NetworkChaos>(api, networkChaos, { signal }, onChange),
  )
}

/** Events about nodes, except those from before the recording. */
export const recordEvents = ({ api, recorder, signal }: RecordingContext): RunningWatch => {
  const key = (event: KubeEvent) => `event ${fullName(event)}`
  const onChange = track<KubeEvent>({
    put: (event, isInitial) => {
      if (isInitial) recorder.remember(key(event), trimEvent(event))
      else recorder.addChanged(key(event), trimEvent(event))
    },
    remove: event => recorder.forget(key(event)),
  })
  const options = { fieldSelector: 'involvedObject.kind=Node', signal }
  return noteIfUnavailable(recorder, 'events', follow<KubeEvent>(api, events, options, onChange))
}

/** Adds a record for each new, changed or deleted object. */
const recordChanges = <T extends KubeObject>(
  displayName: string,
  recorder: Recorder,
  trim: (object: T) => NodeRecord | ChaosEntry,
): ((change: Change<T>) => void) => {
  const key = (object: T) => `${displayName} ${fullName(object)}`
  return track<T>({
    put: (object, isInitial) =>
      recorder.addChanged(key(object), trim(object), isInitial ? { before: true } : undefined),
    remove: object => {
      recorder.addChanged(key(object), { ...trim(object), deleted: true })
      recorder.forget(key(object))
    },
    relisted: () =>
      recorder.add({ kind: 'note', text: `The watch on ${displayName} was restarted.` }),
  })
}

/** Adds a note if the API server does not serve a resource or does not allow access to it. */
const noteIfUnavailable = (
  recorder: Recorder,
  resourceTitle: string,
  { started, ended }: RunningWatch,
): RunningWatch => ({
  ended,
  started: started.catch(error => {
    if (!(error instanceof ApiStatusError) || (error.code !== 404 && error.code !== 403))
      throw error
    recorder.add({ kind: 'note', text: `No ${resourceTitle} in this timeline: ${error.message}.` })
  }),
})
