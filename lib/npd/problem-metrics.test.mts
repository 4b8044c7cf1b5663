import { expect, it } from 'vitest'
import { isValidTagValue, ProblemMetrics } from './problem-metrics.mts'

const counterHead =
  '# HELP problem_counter Number of times a specific type of problem have occurred.\n# TYPE problem_counter counter\n'
const gaugeHead =
  '# HELP problem_gauge Whether a specific type of problem is affecting the node or not.\n# TYPE problem_gauge gauge\n'
const invalid = 'invalid value: only ASCII characters accepted; max length must be 255 characters'

it('accepts up to 255 printable ASCII characters, including none', () => {
  expect(['', ' ~', 'x'.repeat(255)].map(isValidTagValue)).toEqual([true, true, true])
  expect(['é', 'a\tb', '\x7f', 'x\n', 'x'.repeat(256)].map(isValidTagValue)).not.toContain(true)
})

it('renders nothing without values', () => {
  const metrics = new ProblemMetrics()
  expect(metrics.render()).toBe('')
  metrics.incrementCounter('Broken', 0)
  expect(metrics.render()).toBe(`${counterHead}problem_counter{reason="Broken"} 0\n`)
})

it('adds to a counter, and sorts by the unescaped values of labels', () => {
  const metrics = new ProblemMetrics()
  for (const reason of ['B', 'A!', 'A', 'a"\\']) metrics.incrementCounter(reason, 0)
  metrics.incrementCounter('B', 1)
  metrics.incrementCounter('B', 2)
  expect(metrics.render()).toBe(
    [
      `${counterHead}problem_counter{reason="A"} 0`,
      'problem_counter{reason="A!"} 0',
      'problem_counter{reason="B"} 3',
      'problem_counter{reason="a\\"\\\\"} 0\n',
    ].join('\n'),
  )
})

it('formats large numbers as Go does', () => {
  const metrics = new ProblemMetrics()
  metrics.incrementCounter('A', 999_999)
  metrics.incrementCounter('B', 1_000_000)
  metrics.incrementCounter('C', 1_234_567)
  const values = metrics.render().match(/(?<=\} ).*/g)
  expect(values).toEqual(['999999', '1e+06', '1.234567e+06'])
})

it('sets the gauge to 1 for only one reason of each type', () => {
  const metrics = new ProblemMetrics()
  metrics.setGauge('Network', 'Slow', true)
  metrics.setGauge('Disk', 'Full', true)
  metrics.setGauge('Network', 'Lost', true)
  expect(metrics.render()).toBe(
    [
      `${gaugeHead}problem_gauge{reason="Full",type="Disk"} 1`,
      'problem_gauge{reason="Lost",type="Network"} 1',
      'problem_gauge{reason="Slow",type="Network"} 0\n',
    ].join('\n'),
  )
})

it('rejects all further reasons of a type after it has rejected one', () => {
  const metrics = new ProblemMetrics()
  expect(metrics.setGauge('Network', 'Slow', true)).toBeUndefined()
  expect(metrics.setGauge('Network', 'Größe', false)).toBe(invalid)
  const stuck = `failed to clear previous reason "Network" for type "Größe": ${invalid}`
  expect(metrics.setGauge('Network', 'Größe', false)).toBe(stuck)
  expect(metrics.setGauge('Network', 'Slow', true)).toBe(stuck)
  expect(metrics.setGauge('Disk', 'Full', true)).toBeUndefined()
  expect(metrics.render()).toContain('problem_gauge{reason="Slow",type="Network"} 0\n')
  expect(metrics.incrementCounter('é', 1)).toBe(invalid)
})
