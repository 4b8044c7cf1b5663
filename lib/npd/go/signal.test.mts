import { expect, it } from 'vitest'
import { describeExit } from './signal.mts'

it('prints an exit code, and a signal in Go’s words', () => {
  expect(describeExit({ code: 3, signal: null })).toBe('exit status 3')
  expect(describeExit({ code: null, signal: 'SIGKILL' })).toBe('signal: killed')
  expect(describeExit({ code: null, signal: 'SIGXCPU' })).toBe('signal: CPU time limit exceeded')
})
