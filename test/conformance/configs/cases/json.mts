import { type Case, condition, definition, ruleOf, singleFile, valid } from './definition.mts'

export const syntax: Case[] = [
  singleFile('a valid definition', valid),
  singleFile('an empty file', ''),
  singleFile('white space', ' \n\t'),
  singleFile('a byte order mark', `\ufeff${valid}`),
  singleFile('two bytes of UTF-16', Uint8Array.of(0xff, 0xfe)),
  singleFile('trailing data', `${valid} x`),
  singleFile('a second object', `${valid}${valid}`),
  singleFile('a trailing brace', `${valid}}`),
  singleFile('a file cut short', valid.slice(0, 60)),
  singleFile('a trailing comma in an object', '{"plugin": "custom",}'),
  singleFile('a trailing comma in an array', '{"rules": [1,]}'),
  singleFile('a missing comma', '{"plugin": "custom" "source": "x"}'),
  singleFile('a missing colon', '{"plugin" "custom"}'),
  singleFile('a missing value', '{"plugin": }'),
  singleFile('a comment', `// the network\n${valid}`),
  singleFile('single quotes', "{'plugin': 'custom'}"),
  singleFile('a key without quotes', '{plugin: "custom"}'),
  singleFile('YAML', 'plugin: custom\n'),
  singleFile('a line break in a string', '{"plugin": "cus\ntom"}'),
  singleFile('a bad escape', String.raw`{"plugin": "\x63ustom"}`),
  singleFile('a bad Unicode escape', String.raw`{"plugin": "\u00g1"}`),
  singleFile('half a surrogate pair', definition({ source: String.raw`"a\ud83dz"` })),
  singleFile('an escaped name', definition({ plugin: String.raw`"\u0063ustom"` })),
  singleFile('a leading zero', definition({ more: ', "x": 01' })),
  singleFile('a plus sign', definition({ more: ', "x": +1' })),
  singleFile('a number that ends with a decimal point', definition({ more: ', "x": 1.}' })),
  singleFile('an empty exponent', definition({ more: ', "x": 1e' })),
  singleFile('NaN', definition({ more: ', "x": NaN' })),
  singleFile('a misspelt literal', definition({ more: ', "x": tru' })),
  singleFile('an extremely large number in an unknown field', definition({ more: ', "x": 1e999' })),
  singleFile('a quote without an end', '{"plugin": "custom'),
  singleFile('a letter that is not ASCII between values', '{"plugin": é}'),
  singleFile(
    'a stray byte between values',
    Buffer.concat([Buffer.from('{"plugin": '), Buffer.of(0xe9), Buffer.from('}')]),
  ),
  singleFile(
    'an incomplete character in a string',
    Buffer.from(definition({ source: '"a\x01\x01z"' }).replaceAll('\x01', '@')).map(byte =>
      byte === 0x40 ? 0xe2 : byte,
    ),
  ),
  singleFile(
    '10,000 nested arrays',
    definition({ more: `, "x": ${'['.repeat(9_999)}${']'.repeat(9_999)}` }),
  ),
  singleFile(
    'more nested arrays than Go accepts',
    definition({ more: `, "x": ${'['.repeat(10_001)}` }),
  ),
  singleFile('null', 'null'),
  singleFile('an array', '[]'),
  singleFile('an array of definitions', `[${valid}]`),
  singleFile('a string', '"custom"'),
  singleFile('a number', '42'),
  singleFile('true', 'true'),
  singleFile('an empty object', '{}'),
]

export const keys: Case[] = [
  singleFile(
    'keys in capitals',
    '{"PLUGIN": "custom", "Source": "s", "RULES": [], "Conditions": null}',
  ),
  singleFile(
    'a key with the Kelvin sign',
    definition({ pluginConfig: '{"invo\u212ae_interval": "7s"}' }),
  ),
  singleFile('a key with a long s', definition({ more: ', "metric\u017fReporting": false' })),
  singleFile('a key with white space', definition({ more: ', "rules ": 5' })),
  singleFile(
    'the exact key after a key in capitals',
    definition({ more: ', "SOURCE": "a", "source": "b"' }),
  ),
  singleFile(
    'a key in capitals after the exact key',
    definition({ more: ', "source": "a", "SOURCE": "b"' }),
  ),
  singleFile('a key twice', definition({ more: ', "source": "second"' })),
  singleFile(
    'an object twice',
    definition({ pluginConfig: '{"timeout": "4s"}', more: ', "pluginConfig": {"concurrency": 2}' }),
  ),
  singleFile(
    'an object, then null',
    definition({ pluginConfig: '{"timeout": "4s"}', more: ', "pluginConfig": null' }),
  ),
  singleFile('rules twice', definition({ more: ', "rules": [{"reason": "Other"}]' })),
  singleFile('conditions twice', definition({ more: ', "conditions": [{"reason": "Other"}]' })),
  singleFile(
    'conditions twice, the second longer',
    definition({ more: ', "conditions": [{"status": "x"}, {"type": "B"}]' }),
  ),
  singleFile(
    'conditions three times, the second shorter',
    definition({
      conditions: `[${condition}, ${condition}]`,
      more: ', "conditions": [{}], "conditions": [{}, {"reason": "Late"}]',
    }),
  ),
  singleFile('conditions, then null', definition({ more: ', "conditions": null' })),
  singleFile('an unknown field', definition({ more: ', "enabled": true' })),
  singleFile(
    'an unknown field with an object',
    definition({ more: ', "x": {"plugin": 5, "rules": 5}' }),
  ),
  singleFile(
    'a rule with an invoke_interval',
    definition({ rules: `[${ruleOf(', "invoke_interval": "1s"')}]` }),
  ),
  singleFile('an empty key', definition({ more: ', "": 1' })),
]
