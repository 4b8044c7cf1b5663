import { describe, expect, it } from 'vitest'
import { decodeJson, findOffset, type GoType, zeroValue } from './json-decode.mts'
import { parseJson } from './json-parse.mts'

const string: GoType = { kind: 'string', type: 'string' }
const inner: GoType = {
  kind: 'struct',
  name: 'Inner',
  type: 'types.Inner',
  fields: { reason: string, args: { kind: 'slice', type: '[]string', element: string } },
}
const outer: GoType = {
  kind: 'struct',
  name: 'Outer',
  type: 'types.Outer',
  fields: {
    source: string,
    count: { kind: 'pointer', target: { kind: 'int', type: 'int' } },
    on: { kind: 'bool', type: 'bool' },
    at: { kind: 'time' },
    rules: { kind: 'slice', type: '[]*types.Inner', element: { kind: 'pointer', target: inner } },
    one: inner,
  },
}

const decode = (text: string) => decodeJson(parseJson(text), outer)
const zero = zeroValue(outer) as Record<string, unknown>

describe('decodeJson', () => {
  it('leaves the zero value of missing fields', () => {
    expect(zero).toEqual({
      source: '',
      count: undefined,
      on: false,
      at: undefined,
      rules: undefined,
      one: { reason: '', args: undefined },
    })
    expect(decode('{}')).toEqual({ value: zero, errors: [] })
    expect(decode('null')).toEqual({ value: zero, errors: [] })
  })

  it('accepts keys in any case, and ignores unknown keys', () => {
    expect(decode('{"SOURCE": "a", "ſource": "b", "other": [1]}').value).toEqual({
      ...zero,
      source: 'b',
    })
  })

  it('decodes null as nil for pointers and slices, and ignores it for other types', () => {
    const text =
      '{"count": 3, "source": "a", "rules": [null], "count": null, "source": null, "one": null}'
    expect(decode(text)).toEqual({
      value: { ...zero, source: 'a', rules: [undefined] },
      errors: [],
    })
  })

  it('resets a slice for a later null, but not other values', () => {
    const text = '{"rules": [{}], "source": "a", "rules": null, "source": null}'
    expect(decode(text).value).toEqual({ ...zero, source: 'a' })
  })

  it('merges the second of two equal keys into the first', () => {
    const text =
      '{"one": {"reason": "a"}, "one": {"args": ["b"]}, "rules": [{"reason": "c"}], "rules": [{"args": []}]}'
    expect(decode(text).value).toMatchObject({
      one: { reason: 'a', args: ['b'] },
      rules: [{ reason: 'c', args: [] }],
    })
  })

  /** Go's error texts for structs with these names. */
  it.each([
    ['[]', '', 'array into Go value of type types.Outer'],
    ['{"source": 5}', 'source', 'number into Go struct field Outer.source of type string'],
    ['{"count": "3"}', 'count', 'string into Go struct field Outer.count of type int'],
    ['{"count": 1.5}', 'count', 'number 1.5 into Go struct field Outer.count of type int'],
    [
      '{"count": 9223372036854775808}',
      'count',
      'number 9223372036854775808 into Go struct field Outer.count of type int',
    ],
    ['{"on": "yes"}', 'on', 'string into Go struct field Outer.on of type bool'],
    ['{"rules": {}}', 'rules', 'object into Go struct field Outer.rules of type []*types.Inner'],
    ['{"rules": ["x"]}', 'rules.0', 'string into Go struct field Outer.rules of type types.Inner'],
    [
      '{"rules": [{"args": ["a", 1]}]}',
      'rules.0.args.1',
      'number into Go struct field Inner.rules.args of type string',
    ],
  ])('rejects %s', (text, path, error) => {
    const { errors } = decode(text)
    expect(errors.map(error => [error.path.join('.'), error.message])).toEqual([
      [path, `json: cannot unmarshal ${error}`],
    ])
  })

  it('continues after a wrong type, and reports the next one as well', () => {
    const { value, errors } = decode('{"source": 5, "on": 6, "count": 7}')
    expect(errors.map(({ path }) => path[0])).toEqual(['source', 'on'])
    expect(value).toMatchObject({ source: '', on: false, count: 7 })
  })

  it('stops at an invalid time, which Go reports first', () => {
    expect(decode('{"source": 5, "at": 6}').errors.map(({ message }) => message)).toEqual([
      'Time.UnmarshalJSON: input is not a JSON string',
      'json: cannot unmarshal number into Go struct field Outer.source of type string',
    ])
    expect(decode('{"at": "soon"}').errors[0]?.message).toBe(
      'parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"',
    )
  })
})

describe('findOffset', () => {
  const text = '{"one": {"Reason": "a"}, "rules": [{}, {"reason": "b", "reason": "c"}]}'
  const node = parseJson(text)

  it.each([
    [['one', 'reason'], '"a"'],
    [['rules', 1, 'reason'], '"c"'],
    [['rules', 1, 'args'], '{"reason"'],
    [['rules', 7, 'reason'], '[{}'],
    [['other'], '{"one"'],
  ])('finds %j or its nearest parent', (path, value) => {
    expect(findOffset(node, path)).toBe(text.indexOf(value))
  })
})
