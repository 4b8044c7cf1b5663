import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { UsageError } from '../lib/cli/errors.mts'
import { repository } from './scripts.fixture.mts'

interface Thrown {
  place: string
  /** The source text of each argument of the constructor. */
  arguments: string[]
}

const sources = ['lib', 'scripts'].flatMap(folder =>
  readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.mts') && !/\.(test|fixture)\.mts$/.test(file))
    .map(file => join(folder, file)),
)

/** Matches a string, a template, a bracket, a comma, or any other character. */
const token = /'(?:\\.|[^'\\])*'|`(?:\\.|\$\{(?:`(?:\\.|[^`\\])*`|[^`}])*\}|[^`\\])*`|[\s\S]/g

/** Returns the source text of each argument of a call. `start` is the index after the opening parenthesis. */
const argumentsAt = (text: string, start: number): string[] => {
  const found = ['']
  let depth = 0
  for (const [part] of text.slice(start).matchAll(token)) {
    if (/^[([{]$/.test(part)) depth += 1
    if (/^[)\]}]$/.test(part)) depth -= 1
    if (depth < 0) break
    if (depth === 0 && part === ',') found.push('')
    else found[found.length - 1] += part
  }
  return found.map(text => text.trim()).filter(Boolean)
}

const thrown = (name: string): Thrown[] =>
  sources.flatMap(file => {
    const text = readFileSync(join(repository, file), 'utf8')
    return [...text.matchAll(new RegExp(`new ${name}\\(`, 'g'))].map(match => ({
      place: `${file}:${text.slice(0, match.index).split('\n').length}`,
      arguments: argumentsAt(text, match.index + match[0].length),
    }))
  })

/**
 * Returns the string literals in an argument: one, or the branches of a conditional. Skips
 * variables and line breaks.
 */
const literalsIn = (argument: string): string[] =>
  [...argument.replaceAll(/=== '[^']*'/g, '').matchAll(token)]
    .map(([part]) => part)
    .filter(part => /^['`](?!\\n['`]).+['`]$/.test(part))
    .map(part => part.slice(1, -1))

const verbs =
  /^(Add|Allow|Answer|Build|Check|Choose|Compare|Delete|Download|Fix|Free|Increase|Install|List|Omit|Outside a pod, use|Pass|Pin|Put|Read|Reduce|Remove|Restore|Run|Select|Start|Use|Wait|Write|If no script is running, remove)\b/

describe('user errors', () => {
  // `createProblemsError` joins each problem with its fix. lib/yaml/source.test.mts checks its format.
  const errors = thrown('UserError').filter(({ place }) => !place.startsWith('lib/yaml/source.mts'))

  it.each(errors)(
    'at $place name the failed action and its cause',
    ({ arguments: [message = ''] }) => {
      for (const text of literalsIn(message).slice(0, 1)) {
        expect(text).toMatch(/^Failed to [a-z]+/)
        expect(text).toMatch(/:(?: |\\n)/)
      }
    },
  )

  it.each(errors)(
    'at $place have a hint that starts with a verb',
    ({ arguments: [, hint = ''] }) => {
      expect(hint).not.toBe('')
      for (const text of literalsIn(hint)) expect(text).toMatch(verbs)
    },
  )

  it('are found in the sources', () => {
    expect(errors.length).toBeGreaterThan(60)
  })
})

describe('usage errors', () => {
  const errors = thrown('UsageError')
  const reasonIn = (misuse: string) => /\breason:([\s\S]*?)\n\s*\w+:/.exec(misuse)?.[1] ?? ''

  it.each(errors)(
    'at $place have a reason that is not a full sentence',
    ({ arguments: [, misuse = ''] }) => {
      const [reason = ''] = literalsIn(reasonIn(misuse))
      expect(reason).not.toMatch(/^[A-Z]|\.$/)
      expect(misuse).toContain('example')
    },
  )

  it('share one format', () => {
    const { message } = new UsageError('--heartbeat', {
      value: '1e3',
      reason: 'not a duration',
      example: '--heartbeat 5s',
    })
    expect(message).toBe('Invalid --heartbeat `1e3`: not a duration. Example: --heartbeat 5s')
    expect(errors.length).toBeGreaterThan(20)
    const reasons = errors.flatMap(({ arguments: [, misuse = ''] }) => literalsIn(reasonIn(misuse)))
    expect(reasons.length).toBeGreaterThan(20)
  })
})
