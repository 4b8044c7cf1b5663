import { describe, expect, it } from 'vitest'
import { UsageError } from './errors.mts'
import { parseCommandLine, renderHelp, selectRenderer } from './options.mts'

const command = {
  name: 'example',
  summary: 'Shows how a table of options works.',
  arguments: { name: '[NODE…]', help: 'some nodes', min: 0, max: 2 },
  options: {
    output: { type: 'string', short: 'o', value: 'FORMAT', help: 'how to print' },
    set: { type: 'string', multiple: true, value: 'PATH=VALUE', help: 'may be repeated' },
    watch: { type: 'boolean', help: 'go on' },
  },
} as const

const parse = (...argv: string[]) => parseCommandLine(command, argv)

describe('parseCommandLine', () => {
  it('returns a value for every option', () => {
    expect(parse()).toEqual({
      options: { output: undefined, set: [], watch: false },
      arguments: [],
      help: false,
    })
  })

  it('reads options and arguments in any order', () => {
    expect(parse('a', '-o', 'yaml', '--set', 'x=1', 'b', '--set=y=2', '--watch')).toEqual({
      options: { output: 'yaml', set: ['x=1', 'y=2'], watch: true },
      arguments: ['a', 'b'],
      help: false,
    })
  })

  it.each([
    [['--wacth'], 'Invalid --wacth: unknown option'],
    [['--output'], 'Invalid --output: its value is missing'],
    [['--output', '--watch'], 'Invalid --output: its value is ambiguous'],
    [['--watch=yes'], 'does not take an argument'],
    [['a', 'b', 'c'], 'Invalid argument `c`: at most 2'],
  ])('rejects %j', (argv, words) => {
    expect(() => parse(...argv)).toThrow(UsageError)
    expect(() => parse(...argv)).toThrow(words)
  })

  it('rejects a missing argument unless --help is given', () => {
    const needy = { ...command, arguments: { ...command.arguments, name: 'NODE', min: 1 } }
    expect(() => parseCommandLine(needy, [])).toThrow('Invalid NODE: this argument is required')
    expect(parseCommandLine(needy, ['--help']).help).toBe(true)
  })
})

describe('renderHelp', () => {
  it('renders the table of options', () => {
    expect(renderHelp(command)).toMatchInlineSnapshot(`
      "Shows how a table of options works.

      Usage: npx zx scripts/example.mts [options] [NODE…]

        [NODE…]              some nodes
        -o, --output FORMAT  how to print
        --set PATH=VALUE     may be repeated
        --watch              go on
        -h, --help           print this help
      "
    `)
  })
})

it('uses the table format by default, and rejects unknown formats', () => {
  const formats = { table: 1, json: 2 }
  expect([selectRenderer(formats, undefined), selectRenderer(formats, 'json')]).toEqual([1, 2])
  for (const name of ['xml', 'toString', ''])
    expect(() => selectRenderer(formats, name)).toThrow(UsageError)
})
