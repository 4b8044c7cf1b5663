import { type Payload, sizeOf } from './payloads.mts'
import { isConcurrent, type Sequence, type Step } from './sequences.mts'

/** A property that the sequences must cover, and how often. */
interface Axis {
  name: string
  atLeast: number
  /** Counts how often these sequences have the property. */
  count(sequences: Sequence[]): number
}

const stepsOf = ({ rules }: Sequence): Step[] => rules.flatMap(({ steps }) => steps)
const runsOf = (sequences: Sequence[]): Step[] =>
  sequences.flatMap(stepsOf).filter(({ fault }) => !fault)

const ofSequences = (
  name: string,
  atLeast: number,
  has: (sequence: Sequence) => boolean,
): Axis => ({
  name,
  atLeast,
  count: sequences => sequences.filter(has).length,
})

const ofRuns = (name: string, atLeast: number, has: (step: Step) => boolean): Axis => ({
  name,
  atLeast,
  count: sequences => runsOf(sequences).filter(has).length,
})

const different = (name: string, atLeast: number, read: (step: Step) => unknown): Axis => ({
  name,
  atLeast,
  count: sequences => {
    const values = runsOf(sequences).map(read)
    return new Set(values.filter(value => value !== undefined)).size
  },
})

const exitOf = ({ ending }: Step) => {
  if (ending.how === 'hang') return undefined
  return ending.how === 'orphan' ? ending.exit : ending
}
const codeOf = (step: Step) => {
  const exit = exitOf(step)
  return exit && 'code' in exit ? exit.code : undefined
}
const signalOf = (step: Step) => {
  const exit = exitOf(step)
  return exit && 'signal' in exit ? exit.signal : undefined
}
const hangsBy =
  (by: string) =>
  ({ ending }: Step) =>
    ending.how === 'hang' && ending.by === by
const child =
  (name: string) =>
  ({ ending }: Step) =>
    ending.how === 'orphan' && ending.child === name
const isBetween = (payload: Payload, from: number, to: number): boolean =>
  sizeOf(payload) >= from && sizeOf(payload) <= to
const kinds =
  (kind: string) =>
  ({ stdout, stderr }: Step) =>
    stdout.kind === kind || stderr.kind === kind
const lengthOf = ({ pluginConfig }: Sequence): number => pluginConfig.max_output_length ?? 80

/** Whether truncating the output after `limit` bytes splits a character. */
const isCutInside = ({ stdout }: Step, limit: number): boolean => {
  const next = stdout.chunk.charCodeAt(limit)
  return stdout.kind === 'cut' && next >= 0x80 && next < 0xc0
}

const megabyte = 1024 * 1024

export const axes: Axis[] = [
  different('exit codes', 256, codeOf),
  different('signals', 20, signalOf),
  ofRuns('killed by a signal', 40, step => signalOf(step) !== undefined),
  ofRuns('killed by a real-time signal', 4, step => (signalOf(step) ?? 0) >= 34),
  ofRuns('no output', 50, ({ stdout }) => sizeOf(stdout) === 0),
  ofRuns('output of 1 to 80 bytes', 300, ({ stdout }) => isBetween(stdout, 1, 80)),
  ofRuns('output of 4,095 to 4,097 bytes', 5, ({ stdout }) => isBetween(stdout, 4095, 4097)),
  ofRuns('output of 64 KB to 1 MB', 5, ({ stdout }) => isBetween(stdout, 65_536, megabyte)),
  ofRuns('output of 10 MB', 4, ({ stdout }) => isBetween(stdout, 10 * megabyte, 11 * megabyte)),
  ofRuns('binary output', 40, kinds('binary')),
  ofRuns('control characters', 40, kinds('control')),
  ofRuns('surrounding white space', 40, kinds('spaces')),
  ofRuns('several lines', 40, kinds('lines')),
  ofRuns('Go format verbs', 40, kinds('percent')),
  ofRuns('characters of many scripts', 40, kinds('unicode')),
  {
    name: 'truncated within a character',
    atLeast: 20,
    count: sequences =>
      sequences.filter(sequence =>
        stepsOf(sequence).some(step => isCutInside(step, lengthOf(sequence))),
      ).length,
  },
  ofRuns('hangs with a child', 5, hangsBy('child')),
  ofRuns('hangs after replacing itself with another program', 5, hangsBy('exec')),
  ofRuns('stopped by a signal', 5, hangsBy('stop')),
  ofRuns('a child keeps stdout open', 10, child('stays')),
  ofRuns('a child outside the process group keeps stdout open', 4, child('stray')),
  ofRuns('a child writes after its parent has exited', 4, child('writes')),
  ofRuns('a child without the output keeps running', 4, child('silent')),
  ofRuns('stderr only', 30, ({ stdout, stderr }) => sizeOf(stdout) === 0 && sizeOf(stderr) > 0),
  ofRuns('stderr of more than 4 KB', 5, ({ stderr }) => sizeOf(stderr) > 4096),
  ...['missing', 'not-executable', 'no-format', 'no-interpreter', 'folder'].map(
    (fault): Axis => ({
      name: `file: ${fault}`,
      atLeast: 4,
      count: sequences => sequences.flatMap(stepsOf).filter(step => step.fault === fault).length,
    }),
  ),
  ofSequences(
    'enable_message_change_based_condition_update with changing messages',
    25,
    ({ pluginConfig, rules }) =>
      pluginConfig.enable_message_change_based_condition_update === true &&
      rules.some(({ type, steps }) => type !== 'temporary' && changesMessage(steps)),
  ),
  ofSequences('two rules on one condition', 20, ({ rules }) => {
    const conditions = rules.map(({ condition }) => condition).filter(Boolean)
    return new Set(conditions).size < conditions.length
  }),
  ofSequences('temporary and permanent rules mixed', 20, ({ rules }) =>
    ['temporary', 'permanent'].every(type => rules.some(rule => rule.type === type)),
  ),
  ofSequences('only temporary rules', 15, ({ rules }) =>
    rules.every(({ type }) => type === 'temporary'),
  ),
  ofSequences('a rule of another type', 10, ({ rules }) =>
    rules.some(({ type }) => type === 'other'),
  ),
  ofSequences('a rule with its own timeout', 8, ({ rules }) =>
    rules.some(({ timeout }) => timeout),
  ),
  ofSequences(
    'skip_initial_status',
    30,
    ({ pluginConfig }) => pluginConfig.skip_initial_status === true,
  ),
  ofSequences('max_output_length other than 80', 60, sequence => lengthOf(sequence) !== 80),
  ofSequences('metricsReporting off', 20, ({ metricsReporting }) => metricsReporting === false),
  ofSequences('arguments', 20, ({ rules }) => rules.some(({ args }) => args)),
  ofSequences('concurrent scripts', 20, isConcurrent),
  ofSequences('every state of a condition is written', 8, ({ spaced }) => spaced),
  ofSequences('more events than client-go writes', 8, ({ theme }) => theme === 'storm'),
]

/** Whether two problems in a row have different messages. */
const changesMessage = (steps: Step[]): boolean =>
  steps.some((step, index) => {
    const before = steps[index - 1]
    return (
      codeOf(step) === 1 &&
      before &&
      codeOf(before) === 1 &&
      step.stdout.chunk !== before.stdout.chunk
    )
  })
