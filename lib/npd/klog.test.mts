import { expect, it } from 'vitest'
import { Klog } from './klog.mts'
import { createTestClock } from './npd.fixture.mts'

const log = (write: (klog: Klog) => void): string[] => {
  const { clock, advance } = createTestClock()
  advance(863_102_999n)
  const lines: string[] = []
  write(new Klog(clock, line => lines.push(line)))
  return lines
}

it('writes the severity, time, process and source line as klog does', () => {
  expect(log(klog => klog.log('pluginTimedOut', 'Error in running plugin timeout "x"'))).toEqual([
    'E0115 20:33:30.863102       1 plugin.go:186] Error in running plugin timeout "x"',
  ])
})

it('keeps leading zeros in microseconds', () => {
  const { clock, advance } = createTestClock()
  advance(42_999n)
  const lines: string[] = []
  new Klog(clock, line => lines.push(line)).log('pluginStopped', 'x')
  expect(lines).toEqual(['I0115 20:33:30.000042       1 plugin.go:64] x'])
})

it('quotes structured values, and writes multi-line values on separate lines', () => {
  const values = { err: 'a "b"', event: 'one\ntwo' }
  expect(log(klog => klog.logStructured('eventWriteFailed', 'Unable', values))).toEqual([
    'E0115 20:33:30.863102       1 event.go:368] "Unable" err="a \\"b\\"" event=<',
    '\tone',
    '\ttwo',
    ' >',
  ])
})

it('prints text that does not come from klog unchanged, line by line', () => {
  expect(log(klog => klog.print('panic: x\n\ngoroutine 1 [running]:\n'))).toEqual([
    'panic: x',
    '',
    'goroutine 1 [running]:',
  ])
})
