import { expect, it } from 'vitest'
import { describeExit } from './signal.mts'

it('formats an exit code, and a signal with Go’s description', () => {
  expect(describeExit({ code: 3, signal: null })).toBe('exit status 3')
  expect(describeExit({ code: null, signal: 'SIGKILL' })).toBe('signal: killed')
  expect(describeExit({ code: null, signal: 'SIGXCPU' })).toBe('signal: CPU time limit exceeded')
})
