import { beforeEach, expect, test } from 'vitest'
import { type Cuts, createCuts } from './cuts.mts'

let done: string[]
let cuts: Cuts

beforeEach(() => {
  done = []
  cuts = createCuts({
    cut: (podId, { egress, ingress }) =>
      done.push(`${podId} ${egress ? 'out' : ''} ${ingress ? 'in' : ''}`.trim()),
    heal: podId => done.push(`${podId} healed`),
  })
})

const out = { egress: true, ingress: false }
const both = { egress: true, ingress: true }

test('experiments on one pod add up, and the last one heals it', () => {
  cuts.add('ns/a', 'first', out)
  cuts.add('ns/a', 'second', both)
  cuts.remove('ns/a', 'second')
  cuts.remove('ns/a', 'first')
  expect(done).toEqual(['ns/a out', 'ns/a out in', 'ns/a out', 'ns/a healed'])
})

test('what is not cut is not healed', () => {
  cuts.remove('ns/a', 'first')
  cuts.add('ns/a', 'first', out)
  cuts.remove('ns/a', 'second')
  expect(done).toEqual(['ns/a out'])
})

test('an experiment that is forgotten leaves nothing', () => {
  cuts.add('ns/a', 'first', both)
  cuts.add('ns/b', 'first', both)
  cuts.add('ns/b', 'second', out)
  done = []
  cuts.forget('first')
  expect(done).toEqual(['ns/a healed', 'ns/b out'])
})
