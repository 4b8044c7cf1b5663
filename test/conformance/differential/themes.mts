import type { Decks } from './decks.mts'
import { generatePayload, nothing, type Payload } from './payloads.mts'
import type { Random } from './random.mts'
import type { Ending, ScriptedRule, Step, Theme } from './sequences.mts'

/** The input for the rules of a theme. */
interface Part {
  random: Random
  decks: Decks
  /** The maximum length of the output that NPD keeps, in bytes. */
  limit: number
  /** Whether each script has one step less than the maximum. All scripts of a sequence have the same number. */
  isShort: boolean
}

export const themes: Record<Theme, (part: Part) => ScriptedRule[]> = {
  codes: part => [
    rule(
      part,
      'a',
      steps(part, 7, () => step(part, exit(part.decks.code()))),
    ),
  ],
  outputs: part => [
    rule(
      part,
      'a',
      steps(part, 6, () => step(part, exit(part.random.pick([0, 1, 1, 1, 1, 2])))),
    ),
  ],
  signals: part => [
    rule(
      part,
      'a',
      steps(part, 6, () =>
        step(
          part,
          part.random.chance(65)
            ? { how: 'exit', signal: part.decks.signal() }
            : exit(part.decks.code()),
        ),
      ),
    ),
  ],
  'two-rules': part =>
    ['a', 'b'].map(name =>
      rule(
        part,
        name,
        steps(part, 5, () => step(part, exit(part.random.pick([0, 0, 1, 1, 2])))),
        {
          type: 'permanent',
          condition: 'ConditionA',
        },
      ),
    ),
  mixed: part =>
    part.random.shuffle(['a', 'b', 'c']).map((name, index) =>
      rule(
        part,
        name,
        steps(part, 5, () => plainStep(part, exit(part.decks.code()))),
        {
          type: index === 0 ? 'temporary' : 'permanent',
        },
      ),
    ),
  hangs: part => [
    rule(
      part,
      'a',
      part.random.shuffle([
        ...steps(part, 3, () => step(part, part.decks.hang())),
        ...steps(part, 2, () => step(part, exit(part.decks.code()))),
      ]),
    ),
  ],
  'rule-timeout': part => {
    const slow: Ending = { how: 'exit', code: part.random.pick([0, 1, 2]), afterMs: 3_500 }
    const order = part.random.shuffle([slow, exit(0), exit(1), exit(part.decks.code())])
    const paths = { a: '2s', b: undefined }
    return Object.entries(paths).map(([name, timeout]) =>
      rule(
        part,
        name,
        order.map(ending => plainStep(part, ending)),
        { timeout },
      ),
    )
  },
  faults: part => [
    rule(part, 'a', [
      step(part, exit(part.random.pick([0, 1]))),
      ...part.random.shuffle([
        ...steps(part, 3, () => ({ ...step(part, exit(0)), fault: part.decks.fault() })),
        ...steps(part, 3, () => step(part, exit(part.random.pick([0, 1])))),
      ]),
    ]),
  ],
  huge: part => [
    rule(
      part,
      'a',
      steps(part, 4, () => ({
        stdout: generatePayload(part.random, 'huge', part.limit),
        stderr: part.random.chance(30) ? generatePayload(part.random, 'huge', 0) : nothing,
        ending: exit(part.random.pick([0, 1, 2])),
      })),
    ),
  ],
  spaced: part => [
    rule(
      part,
      'a',
      steps(part, 4, () => step(part, exit(part.random.pick([0, 1, 1, 2])))),
    ),
  ],
  storm: part => {
    const same = part.random.chance(30)
    const message = (index: number): Payload => ({
      kind: 'plain',
      chunk: `storm ${same ? '' : index}`,
      times: 1,
    })
    const steps = Array.from(
      { length: 30 },
      (_, index): Step => ({
        stdout: message(index),
        stderr: nothing,
        ending: exit(part.random.pick([1, 1, 1, 1, 1, 2])),
      }),
    )
    return [rule(part, 'a', steps, { type: 'temporary', condition: '' })]
  },
  stderr: part => [
    rule(
      part,
      'a',
      steps(part, 5, () => ({
        stdout: part.random.chance(30) ? generatePayload(part.random, 'plain', 0) : nothing,
        stderr: stderr(part),
        ending: exit(part.random.pick([0, 1, 2, 127])),
      })),
    ),
  ],
}

const exit = (code: number): Ending => ({ how: 'exit', code })

const stderr = ({ random, decks }: Part): Payload =>
  random.chance(15)
    ? { ...generatePayload(random, 'cut', 4096), times: 1 }
    : generatePayload(random, decks.kind(), 100)

const steps = ({ isShort }: Part, maximum: number, make: () => Step): Step[] =>
  Array.from({ length: isShort ? maximum - 1 : maximum }, make)

/** About a third of the outputs are one of two words, so that successive messages can be equal. */
const step = (part: Part, ending: Ending): Step => {
  const { random, decks, limit } = part
  return {
    stdout: random.chance(30)
      ? { kind: 'plain', chunk: random.pick(['down', 'slow']), times: 1 }
      : generatePayload(random, decks.kind(), Math.min(limit, 4096)),
    stderr: random.chance(15) ? stderr(part) : nothing,
    ending,
  }
}

/** Outputs only words, because the log lines must be distinguishable when results arrive in any order. */
const plainStep = ({ random }: Part, ending: Ending): Step => ({
  stdout: {
    kind: 'plain',
    chunk: random.pick(['down', 'slow', 'no route', 'x'.repeat(90)]),
    times: 1,
  },
  stderr: random.chance(15) ? { kind: 'plain', chunk: 'a warning', times: 1 } : nothing,
  ending,
})

const rule = (
  { random }: Part,
  name: string,
  steps: Step[],
  fields: Partial<ScriptedRule> = {},
): ScriptedRule => {
  const type =
    fields.type ?? random.pick(['permanent', 'permanent', 'permanent', 'temporary', 'other'])
  return {
    name,
    condition: type === 'temporary' ? '' : `Condition${name.toUpperCase()}`,
    reason: `Reason${name.toUpperCase()}`,
    ...(random.chance(20) && {
      args: random.pick([['one'], ['one', 'two words'], ['漢', '"', '']]),
    }),
    steps,
    ...fields,
    type,
  }
}
