import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openReader, type Reader } from './reader.fixture.mts'
import { sectionOf, toPattern, walkOf } from './readme-walk.fixture.mts'
import { repository } from './scripts.fixture.mts'

const readme = readFileSync(join(repository, 'README.md'), 'utf8')

let reader: Reader
beforeAll(async () => {
  reader = await openReader(repository)
})
afterAll(() => reader.close(), 30_000)

const story = walkOf(sectionOf(readme, 'The story, step by step'))

describe('the walk of the README', () => {
  it('has the whole story in it', () => {
    const scripts = story.map(({ command }) => /scripts\/([\w-]+)/.exec(command)?.[1])
    expect(scripts).toEqual([
      'run',
      'chaos-apply',
      'show',
      'logs',
      'watchdog',
      'show',
      'chaos-delete',
      'show',
      'demo-problem',
      'show',
      'cleanup',
    ])
  })

  it.each(story)(
    'prints what stands there: $command',
    async ({ command, printed }) => {
      const pattern = toPattern(printed)
      expect(await reader.outputOf(command, pattern)).toMatch(pattern)
    },
    120_000,
  )
})

describe('the README', () => {
  it('names only scripts and folders that there are', async () => {
    const named = [...readme.matchAll(/(?:scripts\/[\w-]+\.mts|\]\(((?!http|#)[^)]+)\))/g)]
    const { existsSync } = await import('node:fs')
    const missing = named
      .map(([all, link]) => link ?? all)
      .filter(path => !existsSync(join(repository, path)))
    expect(named.length).toBeGreaterThan(20)
    expect(missing).toEqual([])
  })
  it('leads to headings that there are', () => {
    const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map(
      ([, text = '']) =>
        `#${text
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-')}`,
    )
    const anchors = [...readme.matchAll(/\]\((#[^)]+)\)/g)].map(([, anchor]) => anchor)
    expect(anchors.length).toBeGreaterThan(0)
    expect(anchors.filter(anchor => !headings.includes(anchor ?? ''))).toEqual([])
  })

  it('has the numbers of the tests that it leads to', () => {
    const rows = [...readme.matchAll(/^\| .* \| (\d+ of \d+)\b.* \| \[how\]\((.*)\) \|$/gm)]
    expect(rows.length).toBe(6)
    for (const [, numbers = '', file = ''] of rows)
      expect(readFileSync(join(repository, file), 'utf8'), file).toContain(numbers)
  })
})
