import { type Case, condition, definition, one, ruleOf, valid } from './definition.mts'

export const syntax: Case[] = [
  one('a valid definition', valid),
  one('an empty file', ''),
  one('white space', ' \n\t'),
  one('a byte order mark', `\ufeff${valid}`),
  one('two bytes of UTF-16', Uint8Array.of(0xff, 0xfe)),
  one('trailing data', `${valid} x`),
  one('a second object', `${valid}${valid}`),
  one('a trailing brace', `${valid}}`),
  one('a file cut short', valid.slice(0, 60)),
  one('a trailing comma in an object', '{"plugin": "custom",}'),
  one('a trailing comma in an array', '{"rules": [1,]}'),
  one('a missing comma', '{"plugin": "custom" "source": "x"}'),
  one('a missing colon', '{"plugin" "custom"}'),
  one('a missing value', '{"plugin": }'),
  one('a comment', `// the network\n${valid}`),
  one('single quotes', "{'plugin': 'custom'}"),
  one('a key without quotes', '{plugin: "custom"}'),
  one('YAML', 'plugin: custom\n'),
  one('a line break in a string', '{"plugin": "cus\ntom"}'),
  one('a bad escape', String.raw`{"plugin": "\x63ustom"}`),
  one('a bad Unicode escape', String.raw`{"plugin": "\u00g1"}`),
  one('half a surrogate pair', definition({ source: String.raw`"a\ud83dz"` })),
  one('an escaped name', definition({ plugin: String.raw`"\u0063ustom"` })),
  one('a leading zero', definition({ more: ', "x": 01' })),
  one('a plus sign', definition({ more: ', "x": +1' })),
  one('a number that ends in a point', definition({ more: ', "x": 1.}' })),
  one('an empty exponent', definition({ more: ', "x": 1e' })),
  one('NaN', definition({ more: ', "x": NaN' })),
  one('a misspelt literal', definition({ more: ', "x": tru' })),
  one(
    'a number too large for anything, in a field that NPD does not know',
    definition({ more: ', "x": 1e999' }),
  ),
  one('a quote without an end', '{"plugin": "custom'),
  one('a letter that is not ASCII between values', '{"plugin": é}'),
  one(
    'a stray byte between values',
    Buffer.concat([Buffer.from('{"plugin": '), Buffer.of(0xe9), Buffer.from('}')]),
  ),
  one(
    'half a character in a string',
    Buffer.from(definition({ source: '"a\x01\x01z"' }).replaceAll('\x01', '@')).map(byte =>
      byte === 0x40 ? 0xe2 : byte,
    ),
  ),
  one(
    '10,000 arrays in each other',
    definition({ more: `, "x": ${'['.repeat(9_999)}${']'.repeat(9_999)}` }),
  ),
  one(
    'more arrays in each other than Go reads',
    definition({ more: `, "x": ${'['.repeat(10_001)}` }),
  ),
  one('null', 'null'),
  one('an array', '[]'),
  one('an array of definitions', `[${valid}]`),
  one('a string', '"custom"'),
  one('a number', '42'),
  one('true', 'true'),
  one('an empty object', '{}'),
]

export const keys: Case[] = [
  one('keys in capitals', '{"PLUGIN": "custom", "Source": "s", "RULES": [], "Conditions": null}'),
  one('a key with the Kelvin sign', definition({ pluginConfig: '{"invo\u212ae_interval": "7s"}' })),
  one('a key with a long s', definition({ more: ', "metric\u017fReporting": false' })),
  one('a key with white space', definition({ more: ', "rules ": 5' })),
  one(
    'the exact key after one in capitals',
    definition({ more: ', "SOURCE": "a", "source": "b"' }),
  ),
  one(
    'one in capitals after the exact key',
    definition({ more: ', "source": "a", "SOURCE": "b"' }),
  ),
  one('a key twice', definition({ more: ', "source": "second"' })),
  one(
    'an object twice',
    definition({ pluginConfig: '{"timeout": "4s"}', more: ', "pluginConfig": {"concurrency": 2}' }),
  ),
  one(
    'an object, then null',
    definition({ pluginConfig: '{"timeout": "4s"}', more: ', "pluginConfig": null' }),
  ),
  one('rules twice', definition({ more: ', "rules": [{"reason": "Other"}]' })),
  one('conditions twice', definition({ more: ', "conditions": [{"reason": "Other"}]' })),
  one(
    'conditions twice, the second longer',
    definition({ more: ', "conditions": [{"status": "x"}, {"type": "B"}]' }),
  ),
  one(
    'conditions three times, the second shorter',
    definition({
      conditions: `[${condition}, ${condition}]`,
      more: ', "conditions": [{}], "conditions": [{}, {"reason": "Late"}]',
    }),
  ),
  one('conditions, then null', definition({ more: ', "conditions": null' })),
  one('a field that NPD does not know', definition({ more: ', "enabled": true' })),
  one('an unknown field with an object', definition({ more: ', "x": {"plugin": 5, "rules": 5}' })),
  one(
    'a rule with a field of its own interval',
    definition({ rules: `[${ruleOf(', "invoke_interval": "1s"')}]` }),
  ),
  one('an empty key', definition({ more: ', "": 1' })),
]
