import { Chalk } from 'chalk'
import { expect, it } from 'vitest'
import { createRandom, type Random } from '../lint/fuzz.fixture.mts'
import { createValues, goodDefinition } from '../lint/lint.fixture.mts'
import { parsePlugins } from '../load.mts'
import { chooseRules } from './choose-rules.mts'
import { renderers } from './render.mts'
import { createSession } from './session.mts'
import { createTrial } from './trial.mts'

const colors = new Chalk({ level: 0 })
const inputs = 2_000
const longest = 300

/** Creates random bytes that mostly form text. */
const createBytes = (random: Random): Buffer =>
  Buffer.from(
    Array.from({ length: random(longest) }, () =>
      random(3) === 0 ? random(256) : ([0x20, 0x0a, 0xe2, 0x82, 0xac, 0x61][random(6)] ?? 0),
    ),
  )

it(`${inputs} random outputs are processed and rendered without control characters`, () => {
  const random = createRandom(7)
  const files = parsePlugins('x.yaml', createValues(goodDefinition))
  const [ruleSession] = createSession(chooseRules(files, undefined))
  if (!ruleSession) throw new Error('The definition has no rule')
  for (let input = 0; input < inputs; input += 1) {
    const timedOut = random(4) === 0
    const exit = timedOut
      ? ({ code: null, signal: 'SIGKILL' } as const)
      : { code: random(256), signal: null }
    ruleSession.config.pluginGlobalConfig.maxOutputLength = random(120)
    const stdout = createBytes(random)
    const stderr = createBytes(random)
    const execution = { exit, timedOut, stdout, stdoutSize: stdout.length, stderr }
    const trial = createTrial(1, ruleSession, execution, { leftovers: [], isStuck: false })
    const shown = renderers.table?.([trial], colors)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the test searches for these
    expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]/u)
    expect(JSON.parse(renderers.json?.([trial], colors) ?? '')).toHaveLength(1)
  }
})
