import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UsageError } from '../cli/errors.mts'
import type { Phases } from '../cli/phases.mts'
import { goodDefinition, valuesOf } from '../lint/lint.fixture.mts'
import { configOf, ruleOf } from '../npd/npd.fixture.mts'
import { hintsFor } from './hints.mts'
import { type TryRequest, tryPlugins } from './plugin-try.mts'

let folder: string
let temporary: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-try-'))
  temporary = process.env.TMPDIR ?? ''
  // So that what is left behind can be seen.
  process.env.TMPDIR = join(folder, 'tmp')
  process.env.NPD_TEST_DIR = join(folder, 'state')
  mkdirSync(process.env.TMPDIR)
})
afterAll(() => {
  process.env.TMPDIR = temporary
  delete process.env.NPD_TEST_DIR
  rmSync(folder, { recursive: true })
})

const request: TryRequest = {
  file: undefined,
  rule: undefined,
  simulate: undefined,
  repeat: undefined,
  watch: false,
  inImage: false,
  output: 'json',
  context: undefined,
  env: [],
  node: 'worker',
}

/** Values with this script, its rule and its definition. */
const write = (script: string, definition: object = {}, rule: object = {}): string => {
  const file = join(folder, 'values.yaml')
  const rules = goodDefinition.rules.map(each => ({ ...each, ...rule }))
  const pluginConfig = { ...goodDefinition.pluginConfig, timeout: '10s' }
  writeFileSync(file, valuesOf({ ...goodDefinition, pluginConfig, ...definition, rules }, script))
  return file
}

const attempt = async (more: Partial<TryRequest>, signal = new AbortController().signal) => {
  let printed = ''
  const notes: string[] = []
  const phases: Phases = { run: (_, work) => work(), note: text => notes.push(text) }
  const print = (text: string) => {
    printed += text
  }
  const failure = await tryPlugins({ ...request, ...more }, { signal, phases, print }).catch(
    error => error,
  )
  expect(readdirSync(join(folder, 'tmp'))).toEqual([])
  return { printed, failure, notes: notes.join('\n') }
}

const runs = async (more: Partial<TryRequest>) => JSON.parse((await attempt(more)).printed)

const bash = (body: string) => `#!/bin/bash\n${body}\n`

/** For scripts that NPD has to kill, once they have done all that they do. */
const brief = { pluginConfig: { ...goodDefinition.pluginConfig, timeout: '1s' } }

/** The one run of a script with `body`, and all that is said about it. */
const tryOne = async (body: string, definition?: object, rule?: object) => {
  const [run] = await runs({ file: write(bash(body), definition, rule) })
  return { ...run, said: run.hints.join('\n') }
}

describe('a run', () => {
  it('shows the condition before and after, the event and the log', async () => {
    const run = await tryOne('echo "sda is slow"; exit 1')
    expect(run).toMatchObject({
      exit: { code: 1, signal: null },
      stdout: 'sda is slow\n',
      timeout: '10s',
      status: 'NonOK',
      before: { type: 'DiskProblem', status: 'False', reason: 'DiskIsFine' },
      after: { status: 'True', reason: 'DiskIsSlow', message: 'sda is slow' },
      events: [
        {
          type: 'Warning',
          reason: 'DiskIsSlow',
          message:
            'Node condition DiskProblem is now: True, reason: DiskIsSlow, message: "sda is slow"',
        },
      ],
      hints: [],
    })
    expect(run.log).toEqual([
      expect.stringMatching(/^I\d{4} .* custom_plugin_monitor.go:284\] New status generated: &\{/),
    ])
    expect(run.duration).toBeGreaterThan(0)
  })

  it('has the environment of a container, and what is given', async () => {
    const file = write(bash('echo "$NODE_NAME $LIMIT $KUBECONFIG"; exit 1'))
    const [{ stdout }] = await runs({ file, env: ['LIMIT=a=b'], node: 'n' })
    expect(stdout).toMatch(/^n a=b \/.*\.kubeconfig\n$/)
    expect((await attempt({ file, env: ['LIMIT'] })).failure).toBeInstanceOf(UsageError)
  })

  it('tells of an overrun', async () => {
    const run = await tryOne('sleep 60', brief)
    expect(run).toMatchObject({
      timedOut: true,
      after: { status: 'Unknown', reason: 'DiskIsFine' },
    })
    expect(run.log[0]).toContain('Error in running plugin timeout "./custom-config/disk.sh"')
    expect(run.said).toContain('did not end before NPD killed it')
  })

  it('tells of a flood, and of what is cut', async () => {
    const run = await tryOne("head -c 50000 /dev/zero | tr '\\0' x; exit 1")
    expect([run.stdoutSize, run.message.length, run.uncut.length]).toEqual([50_000, 80, 4096])
    expect(run.said).toContain('50,000 bytes; NPD reads the first 4,096 bytes and keeps 80 bytes')
  })

  it('tells of a cut in the middle of a character', async () => {
    const run = await tryOne("printf '%079d€' 0; exit 1")
    expect(run.message.slice(-2)).toBe('0\ufffd')
    expect(run.said).toContain('in the middle of a character')
  })

  it('tells of a child that holds the output open', async () => {
    const run = await tryOne('sleep 60 & echo done; exit 1', brief)
    expect(run).toMatchObject({ timedOut: true, exit: { code: 1 }, after: { status: 'True' } })
    expect(run.after.message).toMatch(/^Timeout when running plugin/)
    expect(run.said).toContain('held its stdout open')
    expect(run.leftovers).toEqual([])
  })

  it('tells of a child that stays, and ends it', async () => {
    const run = await tryOne('setsid sleep 3600 > /dev/null 2>&1 & exit 0')
    expect(run.leftovers).toEqual(['sleep 3600'])
    expect(run.said).toContain('`sleep 3600` running, which NPD does not end')
  })

  it('tells of a child that holds NPD up, and fails', async () => {
    const { failure, printed } = await attempt({
      file: write(bash('setsid sleep 3600 & exit 0'), brief),
    })
    const [run] = JSON.parse(printed)
    expect([run.isStuck, run.status]).toEqual([true, undefined])
    expect(failure.message).toBe('./custom-config/disk.sh would hold NPD up.')
  })

  it('tells of a script that cannot be started, and fails', async () => {
    const { failure, printed } = await attempt({ file: write('#!/bin/bash\r\nexit 0\r\n') })
    const [run] = JSON.parse(printed)
    expect(run.fault).toBe('fork/exec ./custom-config/disk.sh: no such file or directory')
    expect(run.after.message).toBe('Error in starting plugin. Please check the error log')
    expect(failure.hint).toContain('CRLF')
  })

  it.each([
    ['exit 1', 'printed nothing to stdout'],
    ['echo x; exit 9', 'Exit 9 tells NPD that the script does not know'],
    ['echo x; nosuchcommand', "Exit 127 is the shell's"],
  ])('has a hint for `%s`', async (body, hint) => {
    expect((await tryOne(body)).said).toContain(hint)
  })

  it('makes events only of a temporary rule', async () => {
    const run = await tryOne('echo slow; exit 2', { conditions: [] }, { type: 'temporary' })
    expect(run).toMatchObject({
      events: [{ type: 'Warning', reason: 'DiskIsSlow', message: 'slow' }],
    })
    expect(run.after).toBeUndefined()
  })
})

it('has a hint for a run that is close to its timeout', () => {
  const ended = { exit: { code: 0, signal: null }, timedOut: false, isStuck: false, leftovers: [] }
  const facts = { ...ended, stdout: '', stdoutSize: 0, stderr: '', timeoutMs: 5000 }
  const hints = (duration: number) =>
    hintsFor({ ...facts, duration }, ruleOf(), configOf().pluginGlobalConfig)
  expect(hints(4001)).toEqual(['That is close to the timeout: a busy node needs longer.'])
  expect(hints(3999)).toEqual([])
})

describe('several runs', () => {
  it('remember what the last one has found', async () => {
    const flag = join(folder, 'flag')
    const file = write(bash(`[ -e ${flag} ] && exit 0; touch ${flag}; echo first; exit 1`))
    const found = await runs({ file, repeat: '3' })
    expect(found.map(({ after }: { after: { status: string } }) => after.status)).toEqual([
      'True',
      'False',
      'False',
    ])
    expect(found[2].events).toEqual([])
    expect((await attempt({ file, repeat: '0' })).failure).toBeInstanceOf(UsageError)
  })

  it('end with the signal, and all processes with them', async () => {
    const ready = join(folder, 'ready')
    mkdirSync(ready)
    const file = write(bash(`rmdir ${ready}; sleep 3600`), {
      pluginConfig: { ...goodDefinition.pluginConfig, timeout: '1h' },
    })
    const interruption = new AbortController()
    const ended = attempt({ file }, interruption.signal)
    while (existsSync(ready)) await new Promise(resolve => setImmediate(resolve))
    interruption.abort()
    expect((await ended).printed).toBe('[]\n')
  })

  it('begin anew when the file changes', async () => {
    const file = write(bash('echo one; exit 1'))
    const interruption = new AbortController()
    let printed = ''
    const phases: Phases = { run: (_, work) => work(), note: () => {} }
    const print = (text: string) => {
      printed += text
      if (printed.includes('two')) interruption.abort()
      else write(bash('echo two; exit 1'))
    }
    const watching = { ...request, file, watch: true }
    await tryPlugins(watching, { signal: interruption.signal, phases, print })
    expect(printed).toMatch(/one[\s\S]*"before": \{[^}]*"status": "False"[\s\S]*two/)
  })
})

describe('a simulation', () => {
  const file = () => write(bash('exit 0'))

  it('runs nothing, and shows the sequence', async () => {
    const found = await runs({ file: file(), simulate: 'ok,problem:sda is slow,timeout,7,ok' })
    expect(
      found.map(({ after, events }: { after: { status: string }; events: object[] }) => [
        after.status,
        events.length,
      ]),
    ).toEqual([
      ['False', 0],
      ['True', 1],
      ['Unknown', 1],
      ['Unknown', 0],
      ['False', 1],
    ])
    expect(found[1].after.message).toBe('sda is slow')
    expect(found[0].duration).toBeUndefined()
  })

  it.each(['', 'okay', 'ok,,ok', '256', 'toString', 'ok problem'])('refuses %j', async simulate => {
    expect((await attempt({ file: file(), simulate })).failure).toBeInstanceOf(UsageError)
  })

  it('is told in lines, each with its label', async () => {
    const { printed } = await attempt({ file: file(), simulate: 'timeout', output: undefined })
    expect(printed.replace(/^(log|) +[EI]\d{4}.*\n/gm, '')).toMatchInlineSnapshot(`
      "plugin     ./custom-config/disk.sh
                 simulated: killed  (run 1, timeout 10s)
      stdout     nothing
      condition  DiskProblem   False -> Unknown
        reason   DiskIsFine   the healthy state's: NPD keeps it for Unknown
        message  Timeout when running plugin "./custom-config/disk.sh": state - signal: killed. o✂utput - ""
                 cut at 80 bytes, 10 lost
      event      Normal DiskIsFine: Node condition DiskProblem is now: Unknown, reason: DiskIsFine, message: "Timeout when running plugin \\"./custom-config/disk.sh\\": state - signal: killed. o"
      hint       The script did not end before NPD killed it. Bound what hangs, as in \`timeout 3 kubectl …\`, then say what is wrong and exit 1: the condition becomes True, with your own message.

      "
    `)
  })
})

describe('the rules', () => {
  it('are chosen by their reason', async () => {
    const { failure } = await attempt({ file: write(bash('exit 0')), rule: 'Other' })
    expect(failure.message).toMatch(
      /^Failed to choose a rule: none of .* has the reason `Other`\.$/,
    )
    expect(failure.hint).toBe('There is DiskIsSlow.')
  })

  it('are not tried if NPD would not start', async () => {
    const { failure } = await attempt({ file: write(bash('exit 0'), { plugin: 'kernel' }) })
    expect(failure.message).toMatch(/values\.yaml:\d+:\d+: plugin "kernel" is unknown/)
  })
})

describe('the cluster', () => {
  const kubeconfig = () => join(folder, 'state', 'kubeconfig')

  it('is the one that runs here, else none, and never that of the current context', async () => {
    process.env.KUBECONFIG = join(folder, 'mine')
    writeFileSync(process.env.KUBECONFIG, 'mine')
    const file = write(bash('cat "$KUBECONFIG" "$HOME/.kube/config"; : kubectl; exit 1'))
    const none = await attempt({ file })
    expect(JSON.parse(none.printed)[0].stdout).toBe('')
    expect(none.notes).toContain('no cluster: `npx zx scripts/run.mts` brings one up')
    mkdirSync(join(folder, 'state'))
    writeFileSync(kubeconfig(), 'ours')
    const ours = await attempt({ file, node: undefined })
    expect(JSON.parse(ours.printed)[0].stdout).toBe('ours')
    expect(ours.notes).toMatch(
      /NODE_NAME {2}npd-test-control-plane.*\nkubectl {4}.*\/kubeconfig, as/,
    )
    rmSync(join(folder, 'state'), { recursive: true })
    delete process.env.KUBECONFIG
  })

  it('is that of a context, with nothing of the others', async () => {
    const bin = join(folder, 'bin')
    const path = process.env.PATH
    mkdirSync(bin)
    writeFileSync(join(bin, 'kubectl'), '#!/bin/sh\necho "$@"\n')
    chmodSync(join(bin, 'kubectl'), 0o755)
    process.env.PATH = `${bin}:${path}`
    const file = write(bash('cat "$KUBECONFIG"; exit 1'))
    const [{ stdout }] = await runs({ file, context: 'staging' })
    process.env.PATH = path
    expect(stdout).toBe('config view --raw --minify --flatten --context=staging\n')
  })
})
