import { describe, expect, it } from 'vitest'
import { JsonSyntaxError, parseJson } from './json-parse.mts'

const faultOf = (text: string): unknown => {
  try {
    return parseJson(text)
  } catch (error) {
    return error
  }
}

describe('parseJson', () => {
  it('keeps the position of each value', () => {
    const text = '{ "a": [1, -2.5e3],\n "b": {"c": null, "d": true} }'
    expect(parseJson(text)).toEqual({
      kind: 'object',
      offset: 0,
      members: [
        {
          key: 'a',
          offset: text.indexOf('"a"'),
          value: {
            kind: 'array',
            offset: text.indexOf('['),
            items: [
              { kind: 'number', offset: text.indexOf('1'), text: '1' },
              { kind: 'number', offset: text.indexOf('-'), text: '-2.5e3' },
            ],
          },
        },
        {
          key: 'b',
          offset: text.indexOf('"b"'),
          value: {
            kind: 'object',
            offset: text.indexOf('{"c"'),
            members: [
              {
                key: 'c',
                offset: text.indexOf('"c"'),
                value: { kind: 'null', offset: text.indexOf('null') },
              },
              {
                key: 'd',
                offset: text.indexOf('"d"'),
                value: { kind: 'bool', offset: text.indexOf('true'), value: true },
              },
            ],
          },
        },
      ],
    })
  })

  it('keeps both of two equal keys', () => {
    expect(parseJson('{"a": 1, "a": 2}')).toMatchObject({ members: [{ key: 'a' }, { key: 'a' }] })
  })

  it.each([
    ['"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\\/\b\f\n\r\t'],
    ['"\\u00e9 \\ud83d\\ude00"', 'é 😀'],
    ['"\\ud83d alone"', '\ufffd alone'],
    ['"\x7f\u2028"', '\x7f\u2028'],
  ])('parses the string %s', (text, value) => {
    expect(parseJson(text)).toEqual({ kind: 'string', offset: 0, value })
  })

  /** The error texts of the real NPD for these texts. */
  it.each([
    ['', 0, 'unexpected end of JSON input'],
    ['{"a":', 5, 'unexpected end of JSON input'],
    ['{"a":"x', 7, 'unexpected end of JSON input'],
    ['{"a":1,}', 7, "invalid character '}' looking for beginning of object key string"],
    ["{'a':1}", 1, String.raw`invalid character '\'' looking for beginning of object key string`],
    ['{"a":1 "b":2}', 7, `invalid character '"' after object key:value pair`],
    ['{"a" 1}', 5, "invalid character '1' after object key"],
    ['{"a":1}}', 7, "invalid character '}' after top-level value"],
    ['[1,]', 3, "invalid character ']' looking for beginning of value"],
    ['[1 2]', 3, "invalid character '2' after array element"],
    ['{"a":tru}', 8, "invalid character '}' in literal true (expecting 'e')"],
    ['{"a":nul', 8, "invalid character ' ' in literal null (expecting 'l')"],
    ['{"a":01}', 6, "invalid character '1' after object key:value pair"],
    ['{"a":-}', 6, "invalid character '}' in numeric literal"],
    ['{"a":1.}', 7, "invalid character '}' after decimal point in numeric literal"],
    ['{"a":1e}', 7, "invalid character '}' in exponent of numeric literal"],
    ['{"a":"\\x"}', 7, "invalid character 'x' in string escape code"],
    ['"\\u12G4"', 5, String.raw`invalid character 'G' in \u hexadecimal character escape`],
    ['"x\ny"', 2, String.raw`invalid character '\n' in string literal`],
    ['{"a":é}', 5, "invalid character 'Ã' looking for beginning of value"],
    ['\ufeff{}', 0, "invalid character 'ï' looking for beginning of value"],
    ['// c\n{}', 0, "invalid character '/' looking for beginning of value"],
  ])('rejects %j with Go’s error text and the position', (text, offset, message) => {
    const fault = faultOf(text)
    expect(fault).toBeInstanceOf(JsonSyntaxError)
    expect(fault).toMatchObject({ message, offset })
  })
})

it('parses values up to Go’s maximum depth', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
  expect(parseJson(nested(10_000))).toMatchObject({ kind: 'array' })
  expect(() => parseJson(nested(10_001))).toThrow("invalid character '[' exceeded max depth")
})
