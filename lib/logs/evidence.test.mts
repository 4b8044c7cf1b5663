import { expect, it } from 'vitest'
import { evidencePatterns, findEvidence } from './evidence.mts'

it.each([
  [
    'E0115 20:33:30.863102       1 plugin.go:185] Error in running plugin timeout "./x.sh"',
    'timeout',
  ],
  [
    'I0115 20:33:30.865559       1 custom_plugin_monitor.go:283] New status generated: &{Source:x',
    'status',
  ],
  [
    'E0115 20:34:00.867591       1 event.go:368] "Unable to write event (may retry after sleeping)" err="x"',
    'event',
  ],
  [
    'E0115 20:34:00.867591       1 event.go:307] "Unable to write event (retry limit exceeded!)"',
    'event',
  ],
  [
    'E0115 20:34:00.867591       1 manager.go:164] failed to update node conditions: Patch "x"',
    'patch',
  ],
  ['I0115 20:33:30.863102       1 problem_detector.go:77] Problem detector started', undefined],
])('classifies %s', (line, kind) => {
  expect(findEvidence(line)?.kind).toBe(kind)
})

it('explains each kind', () => {
  expect(evidencePatterns.every(({ title, meaning }) => title !== '' && meaning !== '')).toBe(true)
})
