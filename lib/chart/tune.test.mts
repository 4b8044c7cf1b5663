import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { UsageError } from '../cli/errors.mts'
import { tuneValues } from './tune.mts'

const text = readFileSync(fileURLToPath(new URL('../../npd/values.yaml', import.meta.url)), 'utf8')

/** Returns the new text of each changed line. */
const changedLines = (tuned: string): string[] => {
  const before = text.split('\n')
  return tuned.split('\n').filter((line, index) => line !== before[index])
}

describe('tuneValues', () => {
  it('changes the times of every definition, and no other line', () => {
    const tuned = tuneValues(text, { interval: '5s', timeout: '1s', heartbeat: '10s' })
    expect(changedLines(tuned)).toEqual([
      '  heartBeatPeriod: 10s',
      '          "invoke_interval": "5s",',
      '          "timeout": "1s",',
      '          "invoke_interval": "5s",',
      '          "timeout": "1s",',
    ])
  })

  it('changes nothing without options', () => {
    expect(tuneValues(text, {})).toBe(text)
  })

  it('sets any other value: a string, a number or a list', () => {
    const tuned = tuneValues(text, {
      set: [
        'image.tag=v2',
        'maxUnavailable=2',
        'settings.custom_plugin_monitors[1]=/custom-config/x.json',
        'annotations.example\\.com/a=b',
      ],
    })
    expect(parse(tuned)).toMatchObject({
      image: { tag: 'v2' },
      maxUnavailable: 2,
      settings: {
        custom_plugin_monitors: ['/custom-config/network-monitor.json', '/custom-config/x.json'],
      },
      annotations: { 'example.com/a': 'b' },
    })
  })

  it('does not change a definition that is not JSON', () => {
    const broken = text.replace('"timeout": "5s",', '"timeout": "5s"')
    expect(tuneValues(broken, { timeout: '1s' })).toContain('"timeout": "5s"\n')
  })

  it.each([
    [{ interval: 'soon' }, 'Invalid --interval `soon`'],
    [{ timeout: '0s' }, 'Invalid --timeout `0s`'],
    [{ heartbeat: '-1s' }, 'Invalid --heartbeat `-1s`'],
    [{ set: ['image'] }, 'Invalid --set `image`: not of the form PATH=VALUE'],
    [{ set: ['image.tag.x=1'] }, 'Invalid --set `image.tag.x=1`: image.tag.x cannot be set'],
  ])('rejects %j', (tuning, message) => {
    expect(() => tuneValues(text, tuning)).toThrow(UsageError)
    expect(() => tuneValues(text, tuning)).toThrow(message)
  })
})
