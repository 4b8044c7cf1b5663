import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseDuration, toMilliseconds } from '../../npd/go/duration.mts'
import { shellQuote } from '../shell-quote.mts'
import { relayScript } from './kubectl-relay.mts'
import type { ApiObject, Stub, StubAnswer } from './test-types.mts'

/** The file in a root folder to which stubs add the calls that no answer matches. */
export const unansweredList = '.unanswered-calls'

const objectsFile = '.api-objects.json'

interface StubFolder {
  root: string
  /** The folder on PATH for the stubs. Any earlier contents are deleted. */
  folder: string
  /** The path of `sleep` on this machine. */
  sleep: string
  /** The program that each stub is a link to. */
  stub: string
  /** For a container, the folder through which calls of kubectl reach this process. */
  calls?: string | undefined
}

/** Writes an executable for each stub, and a kubectl that returns the given objects. */
export const writeStubs = async (
  stubs: Record<string, Stub>,
  api: ApiObject[] | undefined,
  { root, folder, sleep, stub: program, calls }: StubFolder,
): Promise<void> => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const unanswered = join(root, unansweredList)
  if (!Object.hasOwn(stubs, 'kubectl')) {
    await writeFile(join(root, objectsFile), JSON.stringify(api ?? null))
    const text = calls === undefined ? kubectlScript(root) : relayScript(calls)
    await linkStub(join(folder, 'kubectl'), text, program)
  }
  for (const [name, stub] of Object.entries(stubs)) {
    const file = name.startsWith('/') ? join(root, resolve('/', name)) : join(folder, name)
    await rm(file, { force: true })
    if (stub === null) continue
    const text = stubScript(name, [stub].flat(), { unanswered, sleep })
    await linkStub(file, text, program)
  }
}

/** Creates a command that runs these shell commands. */
export const linkStub = async (file: string, text: string, program: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.answers`, text)
  await rm(file, { force: true })
  await symlink(program, file)
}

/** The command line of a kubectl that returns the objects of a root folder. */
export const kubectlCommand = (root: string): string[] => [
  process.execPath,
  fileURLToPath(new URL('../../stand-ins/kubectl-objects.mjs', import.meta.url)),
  join(root, objectsFile),
]

const kubectlScript = (root: string): string =>
  `#!/bin/sh\nexec ${kubectlCommand(root).map(shellQuote).join(' ')} "$@"\n`

/** Renders a stub as a script that uses only `sleep` and the builtins of `sh`. */
const stubScript = (
  name: string,
  answers: StubAnswer[],
  { unanswered, sleep }: { unanswered: string; sleep: string },
): string => {
  const branches = answers.map(
    answer =>
      `  ${answer.args === undefined ? '*' : `*${shellQuote(answer.args)}*`})\n${answerLines(
        answer,
        sleep,
      )
        .map(line => `    ${line}\n`)
        .join('')}    ;;\n`,
  )
  return `#!/bin/sh
case "$*" in
${branches.join('')}esac
printf '%s %s\\n' ${shellQuote(name)} "$*" >> ${shellQuote(unanswered)}
printf 'no stub answers: %s %s\\n' ${shellQuote(name)} "$*" >&2
exit 127
`
}

const answerLines = (answer: StubAnswer, sleep: string): string[] => {
  const { stdout = '', stderr = '', exit = 0, delay, hangs } = answer
  const lines: string[] = []
  if (delay !== undefined)
    lines.push(`${shellQuote(sleep)} ${toMilliseconds(parseDuration(delay)) / 1000}`)
  if (stdout !== '') lines.push(`printf '%s' ${shellQuote(endLine(stdout))}`)
  if (stderr !== '') lines.push(`printf '%s' ${shellQuote(endLine(stderr))} >&2`)
  lines.push(hangs ? `exec ${shellQuote(sleep)} 100000` : `exit ${exit}`)
  return lines
}

/** Adds the final line break that commands print, because it is easy to forget in YAML. */
const endLine = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`)
