import { expect, test } from 'vitest'
import { ApiError } from '../../../lib/embedded/apiserver/errors.mts'
import {
  buildRequest,
  createContext,
  findKind,
} from '../../../lib/embedded/apiserver/rest/rest.fixture.mts'
import { create, patch } from '../../../lib/embedded/apiserver/rest/write.mts'
import { admitNetworkChaos } from '../../../lib/embedded/chaos/admission.mts'
import { expectAsRecorded } from './differences.mts'
import { type Answer, type WebhookCase, webhook } from './recordings.mts'
import { webhookTitle } from './titles.mts'

/** The default of kubectl. */
const query = 'fieldValidation=Strict'
const place = { namespace: 'chaos-a', query }

const answer = (send: () => { body: object | string }): Answer => {
  try {
    const { spec, status } = send().body as Exclude<Answer, { code: number }>
    return { spec, ...(status && { status }) }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { code = 0, reason = null, message = '' } = error.status
    return { code, reason, message }
  }
}

/** Sends the recorded requests to the embedded API server with the webhooks. */
const play = ({ spec, patch: body }: WebhookCase) => {
  const context = { ...createContext(), admissionWebhooks: [admitNetworkChaos] }
  const metadata = { name: 'chaos-a' }
  context.store.put(findKind('Namespace'), { apiVersion: 'v1', kind: 'Namespace', metadata })
  const object = {
    apiVersion: 'chaos-mesh.org/v1alpha1',
    kind: 'NetworkChaos',
    metadata: { name: 'x', namespace: 'chaos-a' },
    ...(spec !== undefined && { spec }),
  }
  const created = answer(() =>
    create(context, buildRequest('NetworkChaos', { ...place, body: object })),
  )
  if (!body) return { created }
  const request = buildRequest('NetworkChaos', {
    ...place,
    name: 'x',
    body,
    contentType: 'application/merge-patch+json',
  })
  return { created, patched: answer(() => patch(context, request)) }
}

/** Sorts the errors of a validation, whose order is random. */
const sorted = (given: Answer | undefined) => {
  if (!given || !('code' in given)) return given
  const list = /^(.* is invalid: )\[(.*)\]$/.exec(given.message)
  return list ? { ...given, message: list[1], list: list[2]?.split(/, (?=spec\.)/).sort() } : given
}

test.each(webhook.map(each => [webhookTitle(each), each] as const))('%s', (title, each) => {
  const { created, patched } = play(each)
  const real = { created: sorted(each.created), patched: sorted(each.patched) }
  expectAsRecorded(title, { created: sorted(created), patched: sorted(patched) }, real)
})

test('the recording has many accepted objects, and many rejected ones for each status code', () => {
  const codes = webhook.flatMap(({ created }) => ('code' in created ? [created.code] : []))
  expect(webhook.length - codes.length).toBeGreaterThan(80)
  for (const code of [400, 403, 422])
    expect(codes.filter(each => each === code).length).toBeGreaterThan(10)
})
