import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Payload, sizeOf } from './payloads.mts'
import {
  definitionOf,
  type Ending,
  type Exit,
  endRule,
  type Fault,
  roundsOf,
  type ScriptedRule,
  type Sequence,
  type Step,
} from './sequences.mts'

/** The path of the definition in the folder of its sequence, which is NPD's working directory. */
export const configPath = './custom-config/monitor.json'

/** In seconds. Longer than any timeout, but short enough that leftover processes exit soon. */
const hangSeconds = 25
const straySeconds = 2.8
const childDelaySeconds = 0.3

/** Writes the monitor definition and its scripts. Each run of a script plays its next step. */
export const writeSequence = (root: string, sequence: Sequence): void => {
  const folder = join(root, 'custom-config')
  mkdirSync(folder)
  writeFileSync(join(root, configPath), JSON.stringify(definitionOf(sequence)))
  writeScript(folder, endRule.name, endScript(sequence))
  for (const rule of sequence.rules) {
    writeScript(folder, rule.name, ruleScript(folder, rule))
    for (const [kind, text] of Object.entries(brokenFiles))
      writeScript(folder, `${rule.name}.${kind}`, text)
    mkdirSync(join(folder, `${rule.name}.folder.sh`))
    chmodSync(join(folder, `${rule.name}.not-executable.sh`), 0o644)
  }
}

const brokenFiles: Record<Exclude<Fault, 'missing' | 'folder'>, string> = {
  'not-executable': '#!/bin/bash\n',
  'no-format': 'exit 0\n',
  'no-interpreter': '#!/no/such/interpreter\n',
}

const writeScript = (folder: string, name: string, text: string): void => {
  const file = join(folder, `${name}.sh`)
  writeFileSync(file, text)
  chmodSync(file, 0o755)
  writeFileSync(join(folder, `${name}.turn`), '0\n')
}

const takeTurn = (name: string): string =>
  `read -r n < custom-config/${name}.turn\necho $((n + 1)) > custom-config/${name}.turn\n`

/**
 * Returns the script of the end rule. It counts the rounds, breaks and repairs the other scripts before they
 * run, and ends the sequence.
 */
const endScript = (sequence: Sequence): string => {
  const rounds = roundsOf(sequence)
  const cases = Array.from({ length: rounds + 1 }, (_, round) => {
    const changes = sequence.rules.flatMap(rule => changeFile(rule, round))
    return changes.length > 0 ? `${round}) ${changes.join('; ')};;\n` : ''
  })
  return `#!/bin/sh\n${takeTurn(endRule.name)}case $n in\n${cases.join('')}esac
[ $n -lt ${rounds} ] && exit 0\necho ${endRule.message}\nexit 2\n`
}

/** Returns commands that replace a script with a broken file for one round, and that count its turn instead. */
const changeFile = ({ name, steps }: ScriptedRule, round: number): string[] => {
  const [before, now] = [steps[round - 1]?.fault, steps[round]?.fault]
  const at = (kind: string) => `custom-config/${name}.${kind}`
  const swap = (from: string, to: string) => `mv -T ${at(from)} ${at(to)}`
  const repair = before
    ? [...(before === 'missing' ? [] : [swap('sh', `${before}.sh`)]), swap('good', 'sh')]
    : []
  const damage = now
    ? [
        swap('sh', 'good'),
        ...(now === 'missing' ? [] : [swap(`${now}.sh`, 'sh')]),
        `echo ${round + 1} > ${at('turn')}`,
      ]
    : []
  return [...repair, ...damage]
}

const ruleScript = (folder: string, { name, steps }: ScriptedRule): string => {
  const cases = steps.map((step, turn) => {
    const commands = [
      ...write(folder, `${name}.${turn}.out`, step.stdout),
      ...write(folder, `${name}.${turn}.err`, step.stderr).map(command => `${command} >&2`),
      ...end(step),
    ]
    return `${turn}) ${commands.join('\n')};;\n`
  })
  return `#!/bin/bash\n${takeTurn(name)}ulimit -c 0\ncase $n in\n${cases.join('')}esac\nexec sleep ${hangSeconds}\n`
}

/** In bytes. Longer outputs are read from a file. */
const longestInline = 1024

const write = (folder: string, file: string, payload: Payload): string[] => {
  const { chunk, times } = payload
  if (sizeOf(payload) === 0) return []
  if (sizeOf(payload) <= longestInline) {
    const octal = Buffer.from(chunk.repeat(times), 'latin1').reduce(
      (text, byte) => `${text}\\${byte.toString(8).padStart(3, '0')}`,
      '',
    )
    return [`printf '${octal}'`]
  }
  writeFileSync(join(folder, file), Buffer.from(chunk.repeat(times), 'latin1'))
  return [`cat custom-config/${file}`]
}

/** If bash ignores the signal, the script exits with code 99. */
const exitWith = (exit: Exit): string =>
  'code' in exit ? `exit ${exit.code}` : `kill -${exit.signal} $$\nexit 99`

const children = {
  stays: `sleep ${hangSeconds} &`,
  stray: `setsid sleep ${straySeconds} &`,
  writes: `(sleep ${childDelaySeconds}; echo late) &`,
  silent: 'sleep 1 > /dev/null 2>&1 &',
}

const end = ({ ending }: Step): string[] => {
  const hangs: Record<(Ending & { how: 'hang' })['by'], string> = {
    child: `sleep ${hangSeconds}`,
    exec: `exec sleep ${hangSeconds}`,
    stop: 'kill -STOP $$',
  }
  if (ending.how === 'hang') return [hangs[ending.by]]
  if (ending.how === 'orphan') return [children[ending.child], exitWith(ending.exit)]
  return [...(ending.afterMs ? [`sleep ${ending.afterMs / 1_000}`] : []), exitWith(ending)]
}
