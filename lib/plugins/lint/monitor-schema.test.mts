import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { customPluginConfigType } from '../../npd/config-types.mts'
import { files } from '../../repository.mts'
import { loadPlugins } from '../load.mts'
import { definitionsOf } from '../plugin-files.mts'
import { goodDefinition } from './lint.fixture.mts'
import { createMonitorSchema, renderMonitorSchema } from './monitor-schema.mts'

type Schema = Record<string, unknown>

/** Validates the subset of JSON Schema that the monitor schema uses. */
const fits = (value: unknown, schema: Schema): boolean => {
  if ('const' in schema && value !== schema.const) return false
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return false
  if (typeof schema.pattern === 'string' && !new RegExp(schema.pattern).test(String(value)))
    return false
  if (typeof schema.minimum === 'number' && Number(value) < schema.minimum) return false
  if (typeof schema.minLength === 'number' && String(value).length < schema.minLength) return false
  if (schema.if && fits(value, schema.if as Schema) && !fits(value, schema.then as Schema))
    return false
  const types: Record<string, boolean> = {
    string: typeof value === 'string',
    integer: Number.isInteger(value),
    boolean: typeof value === 'boolean',
    array: Array.isArray(value),
    object: typeof value === 'object' && value !== null && !Array.isArray(value),
  }
  if (typeof schema.type === 'string' && !types[schema.type]) return false
  if (Array.isArray(value)) return value.every(item => fits(item, (schema.items ?? {}) as Schema))
  if (!types.object) return true
  const object = value as Schema
  const properties = (schema.properties ?? {}) as Record<string, Schema>
  const additional = schema.additionalProperties
  return (
    (Array.isArray(schema.required) ? schema.required : []).every(key => key in object) &&
    Object.entries(object).every(([key, each]) =>
      properties[key]
        ? fits(each, properties[key])
        : additional !== false && fits(each, Object(additional)),
    )
  )
}

const isValid = (definition: unknown) => fits(definition, createMonitorSchema())
const [rule] = goodDefinition.rules

it('matches the checked-in npd/monitor.schema.json (update: `plugin-lint --schema`)', () => {
  expect(readFileSync(files.monitorSchema, 'utf8')).toBe(renderMonitorSchema())
})

it('contains every field that NPD decodes', () => {
  const { properties } = createMonitorSchema() as { properties: Schema }
  const type = customPluginConfigType('v1.37.0')
  const names = type.kind === 'struct' ? type.fields : {}
  expect(Object.keys(properties)).toEqual(['$schema', ...Object.keys(names), 'plugin-lint-disable'])
})

describe('a definition', () => {
  it('is valid if lint finds no error', async () => {
    for (const { text } of definitionsOf(await loadPlugins()))
      expect(isValid(JSON.parse(text))).toBe(true)
    expect(isValid({ ...goodDefinition, 'plugin-lint-disable': { unbounded: 'why' } })).toBe(true)
    const temporary = { type: 'temporary', reason: 'DiskIsSlow', path: '/x', timeout: '1.5s' }
    expect(isValid({ ...goodDefinition, rules: [temporary] })).toBe(true)
  })

  it.each([
    [{ plugin: 'kernel' }],
    [{ rules: undefined, source: 5 }],
    [{ pluginConfig: { timeout: '5' } }],
    [{ pluginConfig: { concurrency: 0 } }],
    [{ pluginConfig: { max_output_length: -1 } }],
    [{ pluginConfig: { timeOut: '5s' } }],
    [{ rules: [{ ...rule, type: 'permanet' }] }],
    [{ rules: [{ ...rule, condition: undefined, path: '' }] }],
    [{ rules: [{ type: 'permanent', reason: 'X', path: '/x' }] }],
    [{ rules: [null] }],
    [{ conditions: [{ type: 'X' }] }],
    [{ 'plugin-lint-disable': { unbounded: '' } }],
  ])('is not valid with %j', fields => {
    expect(isValid(JSON.parse(JSON.stringify({ ...goodDefinition, ...fields })))).toBe(false)
  })
})
