import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chaosOf, nodeOf, podOf } from '../chaos/chaos.fixture.mts'
import type { Phases } from '../cli/phases.mts'
import { createApi } from '../kube/api.mts'
import { startTestApi, type TestApi } from '../kube/api-server.fixture.mts'
import { connectWithToken } from '../kube/connection.mts'
import { events, networkChaos, nodes, pods } from '../kube/resources.mts'
import type { KubeEvent } from '../kube/types.mts'
import { readRecording } from './files.mts'
import { recordTimeline } from './record-timeline.mts'
import { type Recording, startRecording } from './recording.mts'
import type { TimelineRecord } from './records.mts'
import { failedLine, statusLine, timeoutLine } from './timeline.fixture.mts'

const labels = { app: 'node-problem-detector' }
const statusText = (status: 'False' | 'Unknown') => {
  const record = statusLine(0, 'a', status)
  return record.kind === 'log' ? record.text : ''
}

let test: TestApi
beforeAll(async () => {
  test = await startTestApi({
    readPodLog: ({ metadata }, { follow, signal }) =>
      (async function* () {
        const old = [timeoutLine, statusText('Unknown'), 'I1125 nothing', statusText('False')]
        let time = 1
        for (const text of old) yield { time: new Date(time++), text }
        if (!follow || metadata.name !== 'npd-a') return
        for (const text of [timeoutLine, failedLine]) yield { time: new Date(time++), text }
        await new Promise(resolve => signal.addEventListener('abort', resolve))
      })(),
  })
  await test.api.create(nodes, nodeOf('a'))
  await say('False', 1)
  await test.api.create(events, eventOf('old'))
  await test.api.create(pods, podOf('npd-a', 'a', { labels }))
})
afterAll(() => test.close())

const say = (status: string, second: number) => {
  const lastHeartbeatTime = new Date(second * 1000).toISOString().replace('.000', '')
  const types = ['P', 'Ready', 'DiskPressure']
  const conditions = types.map(type => ({ type, status, reason: 'R', lastHeartbeatTime }))
  const body = { status: { conditions } }
  return test.api.patch(nodes, 'a', { type: 'strategic', body }, { subresource: 'status' })
}

const eventOf = (name: string): KubeEvent => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name, namespace: 'default' },
  involvedObject: { kind: 'Node', name: 'a' },
  type: 'Warning',
  reason: name,
  message: 'm',
  source: { component: 'npd' },
})

/** Starts a recording. `seen` resolves once a record matches. */
const collect = async () => {
  const waiting: { matches: (record: TimelineRecord) => boolean; resolve: () => void }[] = []
  const recording: Recording = await startRecording(test.api, {
    signal: new AbortController().signal,
    onRecord: record => {
      for (const { matches, resolve } of waiting) if (matches(record)) resolve()
    },
  })
  const seen = (matches: (record: TimelineRecord) => boolean) =>
    recording.records.some(matches)
      ? Promise.resolve()
      : new Promise<void>(resolve => waiting.push({ matches, resolve }))
  return { recording, seen }
}

describe('a recording', () => {
  it('contains the existing objects and all changes, without repetitions', async () => {
    const { recording, seen } = await collect()
    await seen(record => record.kind === 'log' && record.text === failedLine)
    await say('False', 2)
    await test.api.create(events, eventOf('new'))
    await seen(record => record.kind === 'event')
    await test.api.create(networkChaos, chaosOf())
    await test.api.delete(networkChaos, 'partition', { namespace: 'kube-system' })
    await seen(record => record.kind === 'chaos' && record.deleted === true)
    await test.api.create(pods, podOf('npd-b', 'b', { labels }))
    await seen(
      record => record.kind === 'log' && record.node === 'b' && record.text === statusText('False'),
    )
    await test.api.delete(pods, 'npd-b', { namespace: 'kube-system' })
    await seen(record => record.kind === 'pod' && record.deleted === true)
    const records = await recording.stop()
    expect(await recording.stop()).toEqual(records)

    const kinds = (kind: string) => records.filter(record => record.kind === kind)
    expect(records[0]).toMatchObject({ kind: 'start', cluster: 'npd-test', periodMs: 300_000 })
    expect(records.at(-1)?.kind).toBe('end')
    const renewedAt = (second: number) => ({
      conditions: [
        { type: 'P', status: 'False', lastHeartbeatTime: `1970-01-01T00:00:0${second}Z` },
        { type: 'Ready', status: 'False' },
      ],
    })
    expect(kinds('node')).toMatchObject([{ ...renewedAt(1), before: true }, renewedAt(2)])
    expect(JSON.stringify(kinds('node'))).not.toContain('DiskPressure')
    expect(kinds('event')).toMatchObject([{ node: 'a', reason: 'new', source: 'npd' }])
    expect(kinds('chaos')).toMatchObject([
      { experiment: 'kube-system/partition', action: 'partition', records: [] },
      { deleted: true },
    ])
    expect(kinds('pod')).toMatchObject([
      { pod: 'kube-system/npd-a', node: 'a' },
      { pod: 'kube-system/npd-b', node: 'b' },
      { pod: 'kube-system/npd-b', node: 'b', deleted: true },
    ])
    expect(textsOf(records, 'a')).toEqual([
      [statusText('False'), true],
      [timeoutLine, undefined],
      [failedLine, undefined],
    ])
    expect(textsOf(records, 'b').map(([text]) => text)).toEqual([
      timeoutLine,
      statusText('Unknown'),
      statusText('False'),
    ])
  })

  it('contains records in order of time', async () => {
    const { recording } = await collect()
    const times = (await recording.stop()).map(({ at }) => at)
    expect(times.every(at => /^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/.test(at))).toBe(true)
    expect(times).toEqual([...times].sort())
  })

  it('ends when its signal aborts, even before it has begun', async () => {
    const recording = await startRecording(test.api, {
      signal: AbortSignal.abort(),
      heartbeatMs: 1,
    })
    expect((await recording.stop()).map(({ kind }) => kind)).toEqual(['start', 'end'])
  })

  it('adds a note for objects that it is not allowed to read, and rejects if these are the nodes', async () => {
    const core = (resources: string[]) => [{ verbs: ['*'], apiGroups: [''], resources }]
    const recordAs = async (token: string, resources: string[]) => {
      const options = {
        context: 'c',
        server: test.server.url,
        caCertificate: test.certificate,
        token,
      }
      test.server.tokens.add(token, { name: token, groups: [], rules: core(resources) })
      const api = createApi(connectWithToken(options))
      const signal = new AbortController().signal
      return startRecording(api, { signal }).finally(() => api.close())
    }
    const { records } = await recordAs('some', ['nodes', 'pods', 'pods/log'])
    const notes = records.flatMap(record => (record.kind === 'note' ? record.text : []))
    expect(notes.sort()).toMatchObject([
      expect.stringContaining('No events in this timeline: events is forbidden'),
      expect.stringContaining(
        'No partitions in this timeline: networkchaos.chaos-mesh.org is forbid',
      ),
    ])
    await expect(recordAs('none', ['pods'])).rejects.toThrow('nodes is forbidden')
  })
})

describe('recordTimeline', () => {
  const phases: Phases = { run: (_, work) => work(), note: () => {} }
  const options = { durationMs: 1, heartbeatMs: 1, signal: new AbortController().signal, phases }
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'npd-test-record-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('does not write a file if there is nothing to draw', async () => {
    const base = join(folder, 'q')
    await expect(recordTimeline(test.api, { ...options, type: 'Q', base })).rejects.toThrow(
      'no node had a condition of type `Q`',
    )
    expect(readdirSync(folder)).toEqual([])
  })

  it('ends after the given time and writes three files', async () => {
    const base = join(folder, 'p')
    const { jsonl } = await recordTimeline(test.api, { ...options, type: 'P', base })
    expect(readdirSync(folder).sort()).toEqual(['p.html', 'p.jsonl', 'p.svg'])
    expect((await readRecording(jsonl)).at(-1)?.kind).toBe('end')
  })
})

const textsOf = (records: TimelineRecord[], node: string) =>
  records.flatMap(record =>
    record.kind === 'log' && record.node === node ? [[record.text, record.before]] : [],
  )
