import { expect, it } from 'vitest'
import { failedLine, partition, timeoutLine } from '../timeline/timeline.fixture.mts'
import { Narrator } from './narrator.mts'

const narrate = (records: ReturnType<typeof partition>) => {
  const narrator = new Narrator()
  return records.flatMap(record => narrator.apply(record))
}

it('describes a partition in plain sentences', () => {
  const entries = narrate(partition()).filter(({ node }) => node === 'a')
  expect(entries.map(({ at, text }) => `${at.slice(14, 19)} ${text}`)).toMatchInlineSnapshot(`
    [
      "00:00 NPD runs in the pod npd-a.",
      "00:00 The API server now reports Ready True.",
      "00:00 The API server now reports P False (ApiServerReachable).",
      "00:20 NPD was disconnected from the network. The kubelet is not affected.",
      "00:25 NPD killed a plugin that timed out.",
      "00:25 NPD set P to Unknown. The API server still reports False.",
      "00:50 The watchdog set P to Unknown, because NPD is silent.",
      "00:50 Warning event NodeProblemDetectorSilent: silent",
      "00:55 NPD failed to write an event to the API server.",
      "01:50 NPD is connected to the network again.",
      "01:51 The API server now reports P Unknown (ApiServerReachable). NPD's own write replaced the mark of the watchdog. NPD set the same status.",
      "01:52 NPD set P to False. The API server still reports Unknown.",
      "01:55 The API server now reports P False (ApiServerReachable). NPD set the same status.",
    ]
  `)
})

it('contains the record behind each sentence, and suggests what to try', () => {
  const entries = narrate(partition())
  const found = entries.find(({ text }) => text.startsWith('NPD set P to Unknown'))
  expect(found?.sourceRecord).toContain('New status generated')
  expect(found?.suggestion).toBe('Compare the two lanes of this node: only NPD has the new status.')
  const killed = entries.find(({ kind }) => kind === 'killed')
  expect(killed).toMatchObject({ sourceRecord: timeoutLine, command: 'npx zx scripts/logs.mts a' })
  expect(entries.find(({ kind }) => kind === 'failed')?.sourceRecord).toBe(failedLine)
  const reported = entries.find(({ kind }) => kind === 'reported')
  expect(JSON.parse(reported?.sourceRecord ?? '')).toMatchObject({ type: 'Ready', status: 'True' })
})

it('reports silence once, and its end', () => {
  const narrator = new Narrator()
  const start = Date.parse('2026-11-25T10:00:00Z')
  const silent = new Map([['a', { since: start, allowedSilenceMs: 75_000 }]])
  const texts = [silent, silent, new Map()].flatMap((nodes, index) =>
    narrator.narrateSilence(start + 80_000 + index * 10_000, nodes).map(({ text }) => text),
  )
  expect(texts).toEqual([
    'NPD is silent: no heartbeat for more than 75 s. The status is only the last value that NPD sent.',
    'NPD is sending heartbeats again. It was silent for 100 s.',
  ])
})
