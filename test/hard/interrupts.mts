import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Output, Scripts } from '../scripts.fixture.mts'

/** A script that changes something. */
export interface InterruptCase {
  title: string
  script: string
  args: (scripts: Scripts) => string[]
  /** Creates the state that the script changes. */
  prepare: (scripts: Scripts) => Promise<unknown>
  /** Whether the state is unchanged. If undefined, an interrupted script must name what remains. */
  isUnchanged?: (scripts: Scripts) => boolean
}

const timing = ['--interval', '2s', '--timeout', '1s']
const node = 'npd-test-worker'
const newFile = ({ folder }: Scripts) => join(folder, '..', 'new.yaml')
const kubeconfig = ({ folder }: Scripts) => join(folder, 'kubeconfig')
const nothing = async () => {}

/** Each case leaves the cluster in the state that the other case requires. */
const createAndRemove: InterruptCase[] = [
  {
    title: 'run, without a cluster',
    script: 'run',
    args: () => timing,
    prepare: scripts => scripts.mustRun('cleanup'),
    isUnchanged: scripts => !existsSync(scripts.folder),
  },
  {
    title: 'cleanup',
    script: 'cleanup',
    args: () => [],
    prepare: async scripts => {
      if (!existsSync(kubeconfig(scripts))) await scripts.mustRun('run', timing)
    },
  },
]

const change: InterruptCase[] = [
  {
    title: 'run, with a cluster',
    script: 'run',
    args: () => [...timing, '--set', `settings.heartBeatPeriod=${(Date.now() % 50) + 10}s`],
    prepare: nothing,
  },
  {
    title: 'chaos-label-pods',
    script: 'chaos-label-pods',
    args: () => [],
    prepare: nothing,
  },
  {
    title: 'chaos-apply',
    script: 'chaos-apply',
    args: () => ['--nodes', node],
    prepare: scripts => scripts.mustRun('chaos-delete'),
  },
  {
    title: 'chaos-delete',
    script: 'chaos-delete',
    args: () => [],
    prepare: scripts => scripts.mustRun('chaos-apply', ['--nodes', node]),
  },
  {
    title: 'demo-problem',
    script: 'demo-problem',
    args: () => [node],
    prepare: scripts => scripts.mustRun('demo-problem', [node, '--off']),
  },
  {
    title: 'watchdog --remove-conditions',
    script: 'watchdog',
    args: () => ['--remove-conditions'],
    prepare: nothing,
  },
  {
    title: 'plugin-new',
    script: 'plugin-new',
    args: scripts => ['disk-problem', '--file', newFile(scripts)],
    prepare: async scripts => {
      await rm(newFile(scripts), { force: true })
      await rm(join(scripts.folder, '..', 'disk-problem.plugin-test.yaml'), { force: true })
    },
    isUnchanged: scripts => !existsSync(newFile(scripts)),
  },
]

/** Groups of cases. The cases of a group run alternately. */
export const interruptCases: InterruptCase[][] = [createAndRemove, ...change.map(each => [each])]

/** Interrupts one run of the script; resolves with its output. */
export type Interrupt = (name: string, args: string[], afterMs: number) => Promise<Output>

export interface Attempts {
  tried: number
  /** The number of runs that the signal interrupted before their end. */
  interrupted: number
  failures: string[]
}

/**
 * Interrupts the scripts at `count` points, spread evenly over the time that each one takes. An interrupted
 * script must either change nothing or print a command that finishes or removes the rest. That command and
 * another run of the script must succeed.
 */
export const tryInterrupts = async (
  scripts: Scripts,
  cases: InterruptCase[],
  interrupt: Interrupt,
  count: number,
): Promise<Attempts> => {
  const attempts: Attempts = { tried: 0, interrupted: 0, failures: [] }
  const durations = new Map<InterruptCase, number>()
  for (const each of cases) {
    await each.prepare(scripts)
    const start = performance.now()
    const { code, stderr } = await interrupt(each.script, each.args(scripts), unlimitedMs)
    durations.set(each, performance.now() - start)
    if (code !== 0) attempts.failures.push(`${each.title} fails: ${stderr}`)
  }
  for (let point = 0; point < count; point += 1)
    for (const each of cases) {
      const afterMs = ((durations.get(each) ?? 0) * point) / count
      await each.prepare(scripts)
      const output = await interrupt(each.script, each.args(scripts), afterMs)
      attempts.tried += 1
      if (output.code === 130) attempts.interrupted += 1
      const failure = (await judge(scripts, output, each)) ?? (await runAgain(scripts, each))
      if (failure)
        attempts.failures.push(`${each.title} after ${afterMs.toFixed(0)} ms: ${failure}`)
    }
  return attempts
}

const unlimitedMs = 600_000

const judge = async (
  scripts: Scripts,
  { code, stderr }: Output,
  { isUnchanged }: InterruptCase,
): Promise<string | undefined> => {
  if (code === 0) return undefined
  if (code !== 130) return `exit code ${code}: ${stderr}`
  const [, name, rest = ''] =
    /^Interrupted\. .*`npx zx scripts\/([\w-]+)\.mts(.*)`\.$/m.exec(stderr) ?? []
  if (name) {
    const output = await scripts.run(name, rest.split(' ').filter(Boolean))
    return output.code === 0 ? undefined : `${name} exits ${output.code}: ${output.stderr}`
  }
  const hasStarted = / {2}[✓–✗] /.test(stderr)
  return isUnchanged?.(scripts) || !hasStarted ? undefined : `names nothing: ${stderr}`
}

const runAgain = async (
  scripts: Scripts,
  { script, args }: InterruptCase,
): Promise<string | undefined> => {
  const { code, stderr } = await scripts.run(script, args(scripts))
  return code === 0 ? undefined : `the next ${script} exits ${code}: ${stderr}`
}
