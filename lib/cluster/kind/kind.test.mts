import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { files } from '../../repository.mts'
import { setWorkerCount } from './kind.mts'

const text = readFileSync(files.kind, 'utf8')

it('keeps the configuration without --workers', () => {
  expect(setWorkerCount(text, undefined)).toBe(text)
})

it('changes only the number of workers', () => {
  const { nodes, ...rest } = parse(setWorkerCount(text, 1))
  expect(nodes).toEqual([{ role: 'control-plane' }, { role: 'worker' }])
  expect(rest).toEqual({ ...parse(text), nodes: undefined })
  expect(parse(setWorkerCount(text, 5)).nodes).toHaveLength(6)
})
