import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toPattern, walkOf } from './readme-walk.fixture.mts'
import { repository, userEnvironment } from './scripts.fixture.mts'

const readme = readFileSync(join(repository, 'README.md'), 'utf8')
const execute = promisify(execFile)
/** The slowest thing that a reader waits for is NPD's connection that is found dead. */
const patience = 100_000

let parent: string
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'npd-test-'))
})
afterAll(async () => {
  await bash('npx zx scripts/cleanup.mts')
  await rm(parent, { recursive: true, force: true })
}, 30_000)

const bash = async (command: string): Promise<string> => {
  const env = userEnvironment(join(parent, 'state'))
  const { stdout } = await execute('bash', ['-c', `${command} 2>&1`], {
    cwd: repository,
    env: { ...env, npm_config_loglevel: 'error' },
  })
  return stdout.replaceAll(join(parent, 'state'), '.npd-test')
}

const onlyReads = (command: string) => /scripts\/(show|logs)\.mts/.test(command)

/** What only reads may be repeated, as a reader would, until it shows what the README shows. */
const outputOf = async (command: string, pattern: RegExp): Promise<string> => {
  const limit = Date.now() + patience
  for (;;) {
    const output = await bash(command)
    if (!onlyReads(command) || pattern.test(output) || Date.now() > limit) return output
  }
}

describe('the walk of the README', () => {
  it('has the whole story in it', () => {
    const scripts = walkOf(readme).map(({ command }) => /scripts\/([\w-]+)/.exec(command)?.[1])
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

  it.each(walkOf(readme))(
    'prints what stands there: $command',
    async ({ command, printed }) => {
      const pattern = toPattern(printed)
      expect(await outputOf(command, pattern)).toMatch(pattern)
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
