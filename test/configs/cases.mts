/** A configuration that NPD is started with. */
export interface Case {
  name: string
  /** By their names in `custom-config/`; the scripts of `folder.mts` lie there too. */
  files: Record<string, string | Uint8Array>
  /** The value of `--config.custom-plugin-monitor`, as paths from NPD's folder. */
  paths: string[]
}

const file = 'custom-config/test.json'

const one = (name: string, text: string | Uint8Array): Case => ({
  name,
  files: { 'test.json': text },
  paths: [file],
})

/** Parts of a definition as they stand in it; those not given are valid. */
interface Parts {
  plugin?: string
  pluginConfig?: string
  source?: string
  conditions?: string
  rules?: string
  /** After the last part, with its comma. */
  more?: string
}

const condition = '{"type": "Problem", "reason": "Fine", "message": "All is well"}'

const ruleOf = (more = '', path = './custom-config/ok.sh'): string =>
  `{"type": "permanent", "condition": "Problem", "reason": "Broken", "path": "${path}"${more}}`

const definition = ({
  plugin = '"custom"',
  pluginConfig = '{}',
  source = '"test"',
  conditions = `[${condition}]`,
  rules = `[${ruleOf()}]`,
  more = '',
}: Parts = {}): string =>
  `{"plugin": ${plugin}, "pluginConfig": ${pluginConfig}, "source": ${source}, "conditions": ${conditions}, "rules": ${rules}${more}}`

const valid = definition()

const part = (key: keyof Parts, value: string): Case =>
  one(`${key}: ${value}`, definition({ [key]: value }))

const setting = (value: string): Case => one(value, definition({ pluginConfig: `{${value}}` }))

const rule = (more: string): Case =>
  one(`a rule with ${more}`, definition({ rules: `[${ruleOf(`, ${more}`)}]` }))

const withCondition = (value: string): Case =>
  one(`a condition ${value}`, definition({ conditions: `[${condition}, ${value}]` }))

const syntax: Case[] = [
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

const keys: Case[] = [
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

const types: Case[] = [
  part('plugin', '5'),
  part('plugin', 'null'),
  part('plugin', '"Custom"'),
  part('plugin', '"kmsg"'),
  part('plugin', '"a\\"b\\u0007é"'),
  part('pluginConfig', 'null'),
  part('pluginConfig', '[]'),
  part('pluginConfig', '"30s"'),
  part('source', 'null'),
  part('source', '{}'),
  part('source', '["test"]'),
  part('source', '""'),
  part('source', 'true'),
  part('conditions', 'null'),
  part('conditions', '{}'),
  part('conditions', `${condition}`),
  part('conditions', '"Problem"'),
  part('conditions', '["Problem"]'),
  part('conditions', '[null]'),
  part('rules', 'null'),
  part('rules', '[]'),
  part('rules', '{}'),
  part('rules', 'false'),
  part('rules', '[5]'),
  part('rules', '[[]]'),
  part('rules', '[null]'),
  part('rules', `[${ruleOf()}, null]`),
  one('two wrong types', definition({ plugin: '5', source: '5' })),
  one('a wrong type in a second rule', definition({ rules: `[${ruleOf()}, {"path": 5}]` })),
  one('metricsReporting: "yes"', definition({ more: ', "metricsReporting": "yes"' })),
  one('metricsReporting: null', definition({ more: ', "metricsReporting": null' })),
  one('metricsReporting: 1', definition({ more: ', "metricsReporting": 1' })),
  one('metricsReporting: false', definition({ more: ', "metricsReporting": false' })),
]

const durations: Case[] = [
  ...['1m30s', '1.5h', '.5s', '5.s', '+10s', '100ms', '1h1m1s1ms1us1ns', '1µs', '1μs'],
  ...[
    '30',
    '',
    ' 30s',
    '30 s',
    '30S',
    '1d',
    '1w',
    '30sec',
    's',
    '.s',
    '-',
    '1m30',
    '--5s',
    '1e3s',
    '∞',
    'thirty',
  ],
  ...[
    '2562047h47m16.854775807s',
    '2562047h47m16.854775808s',
    '9223372036854775808ns',
    '99999999999999999999s',
  ],
  ...['0', '0s', '-0', '-5s', '1ns'],
].map(duration => setting(`"invoke_interval": "${duration}"`))

const settings: Case[] = [
  setting('"invoke_interval": 30'),
  setting('"invoke_interval": null'),
  setting('"invoke_interval": ["30s"]'),
  setting('"timeout": "5"'),
  setting('"timeout": 5'),
  setting('"timeout": "0s"'),
  setting('"timeout": "-1s"'),
  setting('"timeout": "2000000h"'),
  setting('"timeout": "1m", "invoke_interval": "1s"'),
  setting('"timeout": "x", "invoke_interval": "y"'),
  setting('"max_output_length": 0'),
  setting('"max_output_length": -1'),
  setting('"max_output_length": 80.0'),
  setting('"max_output_length": 8e1'),
  setting('"max_output_length": "80"'),
  setting('"max_output_length": null'),
  setting('"max_output_length": true'),
  setting('"max_output_length": 9223372036854775807'),
  setting('"max_output_length": 9223372036854775808'),
  setting('"max_output_length": -9223372036854775808'),
  setting('"concurrency": 0'),
  setting('"concurrency": -1'),
  setting('"concurrency": -0'),
  setting('"concurrency": 1.5'),
  setting('"concurrency": 1000000'),
  setting('"concurrency": 9007199254740993'),
  setting('"skip_initial_status": true'),
  setting('"skip_initial_status": "true"'),
  setting('"skip_initial_status": 0'),
  setting('"enable_message_change_based_condition_update": true'),
  setting('"enable_message_change_based_condition_update": "no"'),
]

const rules: Case[] = [
  rule('"type": "temporary"'),
  rule('"type": "Permanent"'),
  rule('"type": "sometimes"'),
  rule('"type": ""'),
  rule('"type": null'),
  rule('"type": 1'),
  rule('"condition": "Other"'),
  rule('"condition": "problem"'),
  rule('"condition": ""'),
  rule('"reason": ""'),
  rule('"reason": null'),
  rule('"path": ""'),
  rule('"path": null'),
  rule('"path": "./custom-config/none.sh"'),
  rule('"path": "./custom-config/ok.sh/x"'),
  rule('"path": "custom-config"'),
  rule('"path": "./custom-config/no\\u0000thing"'),
  rule(`"path": "./${'x'.repeat(256)}"`),
  rule('"path": "./custom-config/plain.txt"'),
  rule('"path": "./custom-config/no-interpreter.sh"'),
  rule('"path": "ok.sh"'),
  rule('"args": []'),
  rule('"args": null'),
  rule('"args": ["-c", "a b", ""]'),
  rule('"args": ["a", null]'),
  rule('"args": "a"'),
  rule('"args": [1]'),
  rule('"timeout": "5s"'),
  rule('"timeout": "5.000000001s"'),
  rule('"timeout": "1m"'),
  rule('"timeout": "0s"'),
  rule('"timeout": "-1s"'),
  rule('"timeout": "five"'),
  rule('"timeout": ""'),
  rule('"timeout": 5'),
  rule('"timeout": null'),
  rule('"args": ["x"], "timeout": "1h"'),
  rule('"args": ["x"], "timeout": "1 h"'),
  one('a rule without fields', definition({ rules: '[{}]' })),
  one('a rule without a type', definition({ rules: '[{"path": "./custom-config/ok.sh"}]' })),
  one(
    'a permanent rule without a condition',
    definition({ rules: '[{"type": "permanent", "path": "./custom-config/ok.sh"}]' }),
  ),
  one(
    'two rules on one condition',
    definition({
      pluginConfig: '{"concurrency": 1}',
      rules: `[${ruleOf()}, ${ruleOf('', './custom-config/bad.sh')}]`,
    }),
  ),
  one(
    'a timeout too long before a script that is missing',
    definition({
      rules: `[${ruleOf('', './custom-config/none.sh')}, ${ruleOf(', "timeout": "9s"')}]`,
    }),
  ),
  one(
    'a script that is missing before a condition that is',
    definition({
      conditions: '[]',
      rules: `[${ruleOf()}, ${ruleOf('', './custom-config/none.sh')}]`,
    }),
  ),
  one('no default conditions', definition({ conditions: '[]' })),
  withCondition('{}'),
  withCondition('{"type": "Problem", "reason": "Second"}'),
  withCondition('{"type": "Other", "status": "True"}'),
  withCondition('{"type": "Other", "status": true}'),
  withCondition('{"type": "Other", "transition": null}'),
  withCondition('{"type": "Other", "transition": "2026-01-02T03:04:05.678Z"}'),
  withCondition('{"type": "Other", "transition": "2026-01-02T03:04:05+02:00"}'),
  withCondition('{"type": "Other", "transition": "2026-01-02T03:04:05+00:00"}'),
  withCondition('{"type": "Other", "transition": "yesterday"}'),
  withCondition('{"type": "Other", "transition": "2026-02-30T00:00:00Z"}'),
  withCondition('{"type": "Other", "transition": 5}'),
  withCondition('{"type": "Other", "message": "with \\"quotes\\", a \\ttab, é and 😀"}'),
]

const metrics: Case[] = [
  rule('"reason": "Größe"'),
  rule('"reason": "two words"'),
  rule('"reason": "a\\ttab"'),
  rule(`"reason": "${'r'.repeat(255)}"`),
  rule(`"reason": "${'r'.repeat(256)}"`),
  rule('"type": "temporary", "reason": "é"'),
  rule('"path": "./custom-config/bad.sh"'),
  rule('"path": "./custom-config/unknown.sh"'),
  rule('"type": "temporary", "path": "./custom-config/bad.sh"'),
  rule('"type": "temporary", "path": "./custom-config/unknown.sh"'),
  rule('"reason": "a \\"quoted\\" back\\\\slash", "path": "./custom-config/bad.sh"'),
  one(
    'a problem, without metrics',
    definition({
      rules: `[${ruleOf('', './custom-config/bad.sh')}]`,
      more: ', "metricsReporting": false',
    }),
  ),
  one(
    'two reasons for one condition',
    definition({
      pluginConfig: '{"concurrency": 1}',
      rules: `[${ruleOf('', './custom-config/bad.sh')}, ${ruleOf(', "reason": "Other"', './custom-config/bad.sh')}]`,
    }),
  ),
  one(
    'a condition that is no label',
    definition({ conditions: '[{"type": "Übel"}]', rules: `[${ruleOf(', "condition": "Übel"')}]` }),
  ),
  one(
    'a default reason that is no label',
    definition({ conditions: '[{"type": "Problem", "reason": "Größe"}]' }),
  ),
  one(
    'a reason that is no label, without metrics',
    definition({ rules: `[${ruleOf(', "reason": "é"')}]`, more: ', "metricsReporting": false' }),
  ),
]

const other = definition({ source: '"other"', conditions: '[{"type": "Other"}]', rules: '[]' })

const files: Case[] = [
  { name: 'no file', files: {}, paths: [file] },
  { name: 'a folder', files: {}, paths: ['custom-config'] },
  { name: 'a file in a file', files: { 'test.json': valid }, paths: [`${file}/x`] },
  { name: 'a path too long', files: {}, paths: [`custom-config/${'x'.repeat(256)}`] },
  {
    name: 'two definitions',
    files: { 'test.json': valid, 'other.json': other },
    paths: [file, 'custom-config/other.json'],
  },
  {
    name: 'a valid one and a broken one',
    files: { 'test.json': valid, 'other.json': '{' },
    paths: [file, 'custom-config/other.json'],
  },
  {
    name: 'a broken one and a valid one',
    files: { 'test.json': valid, 'other.json': '{' },
    paths: ['custom-config/other.json', file],
  },
  {
    name: 'one that is missing after a valid one',
    files: { 'test.json': valid },
    paths: [file, 'custom-config/none.json'],
  },
  { name: 'a path twice', files: { 'test.json': valid }, paths: [file, file] },
  { name: 'a broken one twice', files: { 'test.json': '[]' }, paths: [file, file] },
  { name: 'a file under two paths', files: { 'test.json': valid }, paths: [file, `./${file}`] },
  {
    name: 'two definitions of one source and condition',
    files: { 'test.json': valid, 'other.json': valid },
    paths: [file, 'custom-config/other.json'],
  },
  { name: 'an empty path', files: { 'test.json': valid }, paths: [file, ''] },
  { name: 'no path at all', files: {}, paths: [] },
]

export const cases: Case[] = [
  ...syntax,
  ...keys,
  ...types,
  ...durations,
  ...settings,
  ...rules,
  ...metrics,
  ...files,
]
