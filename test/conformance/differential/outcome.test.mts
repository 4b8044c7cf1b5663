import { describe, expect, it } from 'vitest'
import type { Arrived } from './api-server.mts'
import { outcomeOf } from './outcome.mts'
import type { Sequence } from './sequences.mts'

const sequence: Sequence = {
  name: 's001',
  theme: 'codes',
  pluginConfig: { invoke_interval: '1s', timeout: '1s', concurrency: 1 },
  rules: [],
  spaced: false,
}

const time = (second: number) => `2026-01-15 20:33:${second}.5 +0000 UTC m=+${second}.5`
const line = (second: number, text: string) =>
  `I0115 20:33:${second}.500000   77 custom_plugin_monitor.go:284] ${text}\n`

/** A run in which one condition changes, followed by the end condition. */
const life = ({ since = 30, status = 'True', count = 1, written = 'True' } = {}) => {
  const condition = `{Type:A Status:${status} Transition:${time(since)} Reason:R Message:m}`
  const log = [
    line(
      30,
      `New status generated: &{Source:s001 Timestamp:${time(30)} Conditions:[${condition}]}`,
    ),
    line(
      31,
      'New status generated: Ended is now: Unknown {Type:Ended Status:Unknown Transition: Reason: Message:}',
    ),
    line(32, 'New status generated: after the end'),
  ].join('')
  const conditions = [
    { type: 'Ended', status: 'Unknown', lastTransitionTime: '2026-01-15T20:33:31Z' },
    { type: 'A', status: written, reason: 'R', message: 'm' },
  ]
  const arrived: Arrived[] = [
    {
      method: 'POST',
      path: '/events',
      contentType: '',
      body: { reason: 'R', message: 'm', count },
    },
    {
      method: 'POST',
      path: '/events',
      contentType: '',
      body: { message: 'Ended is now: Unknown' },
    },
    { method: 'PATCH', path: '/nodes/a/status', contentType: '', body: { status: { conditions } } },
  ]
  return { log: Buffer.from(log), arrived }
}

describe('outcomeOf', () => {
  it('ignores times, and entries after the end', () => {
    const outcome = outcomeOf(sequence, life())
    expect(outcome.statuses).toHaveLength(2)
    expect(outcome.conditions[0]).toContain('"lastTransitionTime":"TIME"')
    const { log, arrived } = life()
    const later = Buffer.from(log.toString().replaceAll('20:33:', '21:44:').replace(' 77 ', ' 78 '))
    expect(outcomeOf(sequence, { log: later, arrived })).toEqual(outcome)
  })

  it.each([{ since: 29 }, { status: 'False', written: 'False' }, { count: 2 }])(
    'is different for %o',
    change => expect(outcomeOf(sequence, life(change))).not.toEqual(outcomeOf(sequence, life())),
  )

  it('throws for a patch with a state that is not in the log', () => {
    expect(() => outcomeOf(sequence, life({ written: 'False' }))).toThrow(
      'A False was written, but is not in the log at this position',
    )
  })
})
