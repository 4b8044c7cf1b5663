/** Returns a pseudo-random integer from 0 to `limit` - 1. */
export type Random = (limit: number) => number

/** The seed determines the sequence of numbers. */
export const createRandom = (seed: number): Random => {
  let state = seed
  return limit => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

const pick = <T,>(random: Random, list: readonly T[]): T => {
  const item = list[random(list.length)]
  if (item === undefined) throw new Error('The list is empty')
  return item
}

const oddStrings = [
  ...[
    '\0',
    '\r\n',
    '\t',
    '\u2028',
    '\ufeff',
    '\ud800',
    'é',
    '😀',
    '\u202e',
    ' ',
    '\n',
    '\\',
    '%',
    '`',
  ],
  ...[
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '- ',
    '#',
    '&',
    '*',
    '|',
    '>',
    '!',
    '$(',
    '((',
    '))',
    ';;',
  ],
  ...[
    'null',
    '-1',
    '1e999',
    '99999999999999999999',
    'true',
    '~',
    '0755',
    '<<: *a',
    '&a',
    '---',
    '...',
  ],
  ...[
    'rules',
    'conditions',
    'plugin',
    '"timeout": "1s"',
    'kind: List',
    'apiVersion: v1',
    '__proto__',
  ],
  ...[
    'timeout',
    'timeout 0',
    '-k 1',
    'kubectl',
    'curl',
    'bash -c',
    'exit',
    'while true',
    'do',
    'done',
  ],
  ...[
    '# plugin-lint-disable unbounded: x',
    '"plugin-lint-disable": {"a": 1}',
    '<<EOF',
    '2>&1',
    '|&',
  ],
]

/** Returns the text with a few spans removed, repeated, reversed or replaced. */
export const mutate = (random: Random, text: string): string => {
  let mutated = text
  for (let count = 1 + random(5); count > 0; count -= 1) {
    const start = random(mutated.length + 1)
    const span = mutated.slice(start, start + random(40))
    const replacements = [
      '',
      span + span,
      pick(random, oddStrings),
      span + pick(random, oddStrings),
      pick(random, oddStrings).repeat(random(20)),
      span.split('').reverse().join(''),
    ]
    mutated =
      mutated.slice(0, start) + pick(random, replacements) + mutated.slice(start + span.length)
  }
  return mutated
}

const fieldNames =
  'plugin pluginConfig source conditions rules metricsReporting invoke_interval timeout max_output_length concurrency skip_initial_status type reason message condition path args Timeout plugin-lint-disable constructor'.split(
    ' ',
  )
const scalars = [
  ...[
    'custom',
    'permanent',
    'temporary',
    '5s',
    '-1h',
    '0',
    '',
    'é'.repeat(90),
    './custom-config/disk.sh',
  ],
  ...[null, true, 0, -1, 3, 4097, 1e21, 0.5],
]

/** Creates a value with the field names of a monitor definition in random places. */
export const createValue = (random: Random, depth = 0): unknown => {
  const choice = random(depth > 4 ? 2 : 6)
  if (choice < 2) return pick(random, scalars)
  const list = Array.from({ length: random(4) }, () => createValue(random, depth + 1))
  return choice === 2
    ? list
    : Object.fromEntries(list.map(value => [pick(random, fieldNames), value]))
}

const shellWords =
  'kubectl curl timeout 3 5 0 -k 1s env A=b exit $? exit 1 2 echo "é $x" printf %s sleep infinity & && || | |& ; \n if then else elif fi while true do done case x in ) ;; esac f() { } ( ) $( ) ` <<E E <(a) >/dev/null 2>&1 &> x=1 readonly X=3 "$X" $@ [[ ]] (( )) bash -c \'kubectl get x\' ! function for set -e # "'.split(
    ' ',
  )

/** Creates a bash script of random shell words. */
export const createScript = (random: Random): string =>
  `#!/bin/bash\n${Array.from({ length: random(40) }, () => pick(random, shellWords)).join(' ')}\n`
