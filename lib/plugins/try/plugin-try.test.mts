import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UsageError } from '../../cli/errors.mts'
import type { Phases } from '../../cli/phases.mts'
import { goodDefinition } from '../lint/lint.fixture.mts'
import { tryPlugins } from './plugin-try.mts'
import { attempt, bash, openTryFolder, request, runs, type TryFolder } from './try.fixture.mts'

let folder: TryFolder
beforeAll(() => {
  folder = openTryFolder()
})
afterAll(() => folder.close())

describe('several runs', () => {
  it('keep the state of the previous run', async () => {
    const flag = join(folder.path, 'flag')
    const file = folder.write(bash(`[ -e ${flag} ] && exit 0; touch ${flag}; echo first; exit 1`))
    const found = await runs({ file, repeat: '3' })
    expect(found.map(({ after }: { after: { status: string } }) => after.status)).toEqual([
      'True',
      'False',
      'False',
    ])
    expect(found[2].events).toEqual([])
    expect((await attempt({ file, repeat: '0' })).failure).toBeInstanceOf(UsageError)
  })

  it('stop on the signal and leave no process running', async () => {
    const ready = join(folder.path, 'ready')
    mkdirSync(ready)
    const file = folder.write(bash(`rmdir ${ready}; sleep 3600`), {
      pluginConfig: { ...goodDefinition.pluginConfig, timeout: '1h' },
    })
    const interruption = new AbortController()
    const ended = attempt({ file }, interruption.signal)
    while (existsSync(ready)) await new Promise(resolve => setImmediate(resolve))
    interruption.abort()
    expect((await ended).printed).toBe('[]\n')
  })

  it('fail with --watch in a folder that does not exist', async () => {
    const { failure } = await attempt({ file: join(folder.path, 'none', 'x.yaml'), watch: true })
    expect(failure.message).toMatch(/^Failed to watch .*none: ENOENT/)
  })

  it('start again when the file changes', async () => {
    const file = folder.write(bash('echo one; exit 1'))
    const interruption = new AbortController()
    let printed = ''
    const phases: Phases = { run: (_, work) => work(), note: () => {} }
    const print = (text: string) => {
      printed += text
      if (printed.includes('two')) interruption.abort()
      else folder.write(bash('echo two; exit 1'))
    }
    const watching = { ...request, file, watch: true }
    await tryPlugins(watching, { signal: interruption.signal, phases, print })
    expect(printed).toMatch(/one[\s\S]*"before": \{[^}]*"status": "False"[\s\S]*two/)
  })
})

describe('the rules', () => {
  it('are selected by their reason', async () => {
    const { failure } = await attempt({ file: folder.write(bash('exit 0')), rule: 'Other' })
    expect(failure.message).toMatch(
      /^Failed to select a rule: no rule in .* has the reason `Other`\.$/,
    )
    expect(failure.hint).toBe('Choose one of DiskIsSlow.')
  })

  it('are not run if NPD does not start', async () => {
    const { failure } = await attempt({ file: folder.write(bash('exit 0'), { plugin: 'kernel' }) })
    expect(failure.message).toMatch(/values\.yaml:\d+:\d+: plugin "kernel"/)
  })
})
