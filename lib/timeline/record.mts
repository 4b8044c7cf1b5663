import type { NetworkChaos } from '../chaos-mesh/types.mts'
import type { KubeApi } from '../kube/api.mts'
import { createContactListener } from '../kube/contact.mts'
import { ApiStatusError } from '../kube/errors.mts'
import { fullName } from '../kube/full-name.mts'
import type { Change } from '../kube/informer.mts'
import { events, networkChaos, nodes } from '../kube/resources.mts'
import type { KubeEvent, KubeNode, KubeObject } from '../kube/types.mts'
import { type Following, follow, type Recorder } from './recorder.mts'
import type { ChaosEntry, NodeRecord, Seen } from './records.mts'
import { track } from './track.mts'
import { trimChaos, trimEvent, trimNode } from './trim.mts'

/** What is observed, and how. */
export interface Observation {
  api: KubeApi
  recorder: Recorder
  signal: AbortSignal
}

export const recordNodes = ({ api, recorder, signal }: Observation): Following =>
  follow<KubeNode>(
    api,
    nodes,
    { signal, ...createContactListener(lost => recorder.add(contactNote(lost))) },
    recordChanges('nodes', recorder, trimNode),
  )

/** What is drawn as silence may be our own deafness. */
const contactNote = (lost: string | undefined): Seen => ({
  kind: 'note',
  text:
    lost === undefined
      ? 'The API server is heard again.'
      : `From here on the recorder did not hear the API server: ${lost}.`,
})

/** A cluster without chaos-mesh, or one that shows it to nobody, has no partition to draw. */
export const recordChaos = ({ api, recorder, signal }: Observation): Following => {
  const onChange = recordChanges('experiments', recorder, trimChaos)
  return orNote(
    recorder,
    'partitions',
    follow<NetworkChaos>(api, networkChaos, { signal }, onChange),
  )
}

/** Events about nodes; those that were there when it began are of another story. */
export const recordEvents = ({ api, recorder, signal }: Observation): Following => {
  const onChange = track<KubeEvent>({
    put: (event, atFirst) => {
      const key = `event ${fullName(event)}`
      if (atFirst) recorder.remember(key, trimEvent(event))
      else recorder.addChanged(key, trimEvent(event))
    },
    remove: () => {},
  })
  const options = { fieldSelector: 'involvedObject.kind=Node', signal }
  return orNote(recorder, 'events', follow<KubeEvent>(api, events, options, onChange))
}

/** A record for what is new or not as before, and for what is gone. */
const recordChanges = <T extends KubeObject>(
  what: string,
  recorder: Recorder,
  trim: (object: T) => NodeRecord | ChaosEntry,
): ((change: Change<T>) => void) => {
  const key = (object: T) => `${what} ${fullName(object)}`
  return track<T>({
    put: (object, atFirst) =>
      recorder.addChanged(key(object), trim(object), atFirst ? { before: true } : undefined),
    remove: object => recorder.addChanged(key(object), { ...trim(object), deleted: true }),
    relisted: () =>
      recorder.add({ kind: 'note', text: `The watch on ${what} had to begin anew here.` }),
  })
}

/** What the API server does not have, or does not show us, is left out of the picture, which says so. */
const orNote = (recorder: Recorder, what: string, { begun, ended }: Following): Following => ({
  ended,
  begun: begun.catch(error => {
    if (!(error instanceof ApiStatusError) || (error.code !== 404 && error.code !== 403))
      throw error
    recorder.add({ kind: 'note', text: `No ${what} in this picture: ${error.message}.` })
  }),
})
