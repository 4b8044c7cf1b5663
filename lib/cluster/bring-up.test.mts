import { expect, it } from 'vitest'
import { UsageError } from '../cli/errors.mts'
import { type RawBringUpOptions, readBringUpRequest } from './bring-up.mts'

const rawOptions = (more: Partial<RawBringUpOptions>): RawBringUpOptions => ({
  cluster: undefined,
  'node-image': undefined,
  charts: undefined,
  ...more,
})

it('reads the options of run', () => {
  expect(
    readBringUpRequest(rawOptions({ cluster: 'kind', workers: '2', interval: '5s', yes: true })),
  ).toEqual({
    choice: { cluster: 'kind', context: undefined },
    tuning: { interval: '5s', set: [] },
    workers: 2,
    nodeImage: undefined,
    charts: undefined,
    pruneConditions: false,
    yes: true,
  })
})

it.each([{ workers: '2' }, { 'node-image': 'kindest/node:v1' }, { cluster: 'kind' }])(
  'rejects options for new nodes with --context: %o',
  option => {
    expect(() => readBringUpRequest(rawOptions({ context: 'mine', ...option }))).toThrow(UsageError)
  },
)

it.each(['0', '-1', 'many', '100'])('rejects --workers %s', workers => {
  expect(() => readBringUpRequest(rawOptions({ workers }))).toThrow(/not a number from 1 to 99/)
})
