import { expect, it } from 'vitest'
import { findLongestTiming } from './definitions.mts'

const configMapOf = (data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'x' },
  data,
})

it('returns the longest interval and the longest timeout of all definitions', () => {
  const definition = (interval: string, timeout: string) =>
    JSON.stringify({ plugin: 'custom', pluginConfig: { invoke_interval: interval, timeout } })
  const data = {
    'a.json': definition('10s', '5s'),
    'b.json': definition('1m', '1s'),
    'c.sh': 'exit 0',
  }
  expect(findLongestTiming(configMapOf(data))).toEqual({ interval: 60_000, timeout: 5_000 })
})

it('returns nothing without a definition that NPD can read', () => {
  expect(findLongestTiming(configMapOf({ 'a.json': '{', 'b.sh': '' }))).toBeUndefined()
})
