import { expect, test } from 'vitest'
import { configMapKind } from './config-map.mts'

const createConfigMap = (data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c' },
  data,
  binaryData: { 'logo.png': '' },
})

test('keys of data and binaryData are counted', () => {
  const configMap = createConfigMap({ 'check.sh': '', 'plugin.json': '' })
  expect(configMapKind.columns[1]?.renderCell(configMap, new Date())).toBe(3)
  expect(configMapKind.validate?.(configMap)).toEqual([])
})

test('a key must be a valid file name', () => {
  const errors = configMapKind.validate?.(createConfigMap({ 'a b': '', '..': '' })) ?? []
  expect(errors.map(({ field, message }) => `${field}: ${message}`)).toEqual([
    'data[..]: Invalid value: "..": must not be \'..\'',
    "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
  ])
})
