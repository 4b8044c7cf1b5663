import { expect, it } from 'vitest'
import type { RunReport } from '../../npd/run-report.mts'
import { RunLog } from './run-log.mts'

const runOf = (path: string, second: number): RunReport => ({
  at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
  path,
  condition: 'P',
  reason: 'R',
  durationMs: 1,
  exit: 'exit status 0',
  timedOut: false,
  status: 'OK',
  message: '',
  stdoutSize: 0,
  stderr: '',
})

it('keeps the last ten runs of each rule, in order', () => {
  const log = new RunLog()
  for (let second = 0; second < 15; second += 1) log.add(runOf('a', second))
  log.add(runOf('b', 7))
  const runs: RunReport[] = JSON.parse(log.render())
  expect(runs.map(({ path, at }) => `${path}${Number(at.slice(17, 19))}`)).toEqual([
    'a5',
    'a6',
    'a7',
    'b7',
    'a8',
    'a9',
    'a10',
    'a11',
    'a12',
    'a13',
    'a14',
  ])
})
