import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { podOf } from '../chaos/chaos.fixture.mts'
import { EvidenceCounter, renderAddresses, renderLine } from './render.mts'

const lineOf = (text: string) => ({ node: 'worker', pod: 'npd-a', text })
const timeout = lineOf(
  'E0115 20:33:30.863102       1 plugin.go:185] Error in running plugin timeout "x"',
)
const plain = lineOf(
  'I0115 20:33:30.863102       1 problem_detector.go:77] Problem detector started',
)
const colors = new Chalk({ level: 0 })

it('prefixes each line with its pod, and colors the evidence', () => {
  expect(renderLine(plain, colors)).toBe(`[pod/npd-a] ${plain.text}\n`)
  expect(renderLine(timeout, new Chalk({ level: 1 }))).toContain(
    `\u001b[33m${timeout.text}\u001b[39m`,
  )
})

describe('EvidenceCounter', () => {
  it('explains each kind once', () => {
    const counter = new EvidenceCounter()
    expect([timeout, plain, timeout].map(line => counter.countAndFindNew(line)?.kind)).toEqual([
      'timeout',
      undefined,
      undefined,
    ])
  })

  it('prints how often each kind occurred, and its meaning', () => {
    const counter = new EvidenceCounter()
    for (const line of [timeout, plain, timeout]) counter.countAndFindNew(line)
    expect(counter.renderSummary(colors)).toMatch(
      /^ {3}2 × plugin timeout {2}the script did not finish in time/,
    )
  })

  it('reports missing evidence', () => {
    expect(new EvidenceCounter().renderSummary(colors)).toContain('These logs show no timeouts')
  })
})

it("prints the URLs of NPD's endpoints if the pods have any", () => {
  const annotations = {
    'npd-test/conditions': 'http://127.0.0.1:41833/conditions',
    'npd-test/metrics': 'http://127.0.0.1:41834/metrics',
  }
  expect(renderAddresses([podOf('a', 'one', { annotations }), podOf('b', 'two')])).toBe(
    "NPD's own endpoints, which work even while NPD cannot reach the API server:\n  one  curl http://127.0.0.1:41833/conditions http://127.0.0.1:41834/metrics",
  )
  expect(renderAddresses([podOf('b', 'two')])).toBe('')
})
