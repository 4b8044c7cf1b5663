import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseDuration, toMilliseconds } from '../../npd/go/duration.mts'
import { shellQuote } from '../shell-quote.mts'
import { renderRelayScript } from './kubectl-relay.mts'
import type { ApiObject, Stub, StubResponse } from './test-types.mts'

/** The name of the file, in a sandbox folder, where stubs record the calls that no response matches. */
export const unmatchedCallsFile = '.unmatched-calls'

const objectsFile = '.api-objects.json'

interface StubOptions {
  root: string
  /** The folder on PATH for the stubs. Any earlier contents are deleted. */
  stubsFolder: string
  /** The path of `sleep` where the stubs run: on this machine or in the image. */
  sleepPath: string
  /** The program that each stub is a link to. */
  stubProgram: string
  /** For a container, the folder through which calls to kubectl reach this process. */
  callsFolder?: string | undefined
}

/** Writes an executable for each stub, and a replacement for kubectl that returns the given objects. */
export const writeStubs = async (
  stubs: Record<string, Stub>,
  api: ApiObject[] | undefined,
  { root, stubsFolder, sleepPath, stubProgram, callsFolder }: StubOptions,
): Promise<void> => {
  await rm(stubsFolder, { recursive: true, force: true })
  await mkdir(stubsFolder, { recursive: true })
  const unmatchedCalls = join(root, unmatchedCallsFile)
  if (!Object.hasOwn(stubs, 'kubectl')) {
    await writeFile(join(root, objectsFile), JSON.stringify(api ?? null))
    const text =
      callsFolder === undefined ? renderKubectlScript(root) : renderRelayScript(callsFolder)
    await linkStub(join(stubsFolder, 'kubectl'), text, stubProgram)
  }
  for (const [name, stub] of Object.entries(stubs)) {
    const file = name.startsWith('/') ? join(root, resolve('/', name)) : join(stubsFolder, name)
    await rm(file, { force: true })
    if (stub === null) continue
    const text = renderStubScript(name, [stub].flat(), { unmatchedCalls, sleepPath })
    await linkStub(file, text, stubProgram)
  }
}

/** Creates an executable at `file` that runs the shell commands in `text`. */
export const linkStub = async (file: string, text: string, program: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.commands`, text)
  await rm(file, { force: true })
  await symlink(program, file)
}

/** Returns the command line of the kubectl replacement that serves the objects in a sandbox folder. */
export const kubectlCommand = (root: string): string[] => [
  process.execPath,
  fileURLToPath(new URL('../../stand-ins/kubectl-objects.mjs', import.meta.url)),
  join(root, objectsFile),
]

const renderKubectlScript = (root: string): string =>
  `#!/bin/sh\nexec ${kubectlCommand(root).map(shellQuote).join(' ')} "$@"\n`

/** Renders a stub as a script that uses only `sleep` and the builtins of `sh`. */
const renderStubScript = (
  name: string,
  responses: StubResponse[],
  { unmatchedCalls, sleepPath }: { unmatchedCalls: string; sleepPath: string },
): string => {
  const branches = responses.map(
    response =>
      `  ${response.args === undefined ? '*' : `*${shellQuote(response.args)}*`})\n${renderResponse(
        response,
        sleepPath,
      )
        .map(line => `    ${line}\n`)
        .join('')}    ;;\n`,
  )
  return `#!/bin/sh
case "$*" in
${branches.join('')}esac
printf '%s %s\\n' ${shellQuote(name)} "$*" >> ${shellQuote(unmatchedCalls)}
printf 'no stub response matches: %s %s\\n' ${shellQuote(name)} "$*" >&2
exit 127
`
}

const renderResponse = (response: StubResponse, sleepPath: string): string[] => {
  const { stdout = '', stderr = '', exit = 0, delay, hangs } = response
  const lines: string[] = []
  if (delay !== undefined)
    lines.push(`${shellQuote(sleepPath)} ${toMilliseconds(parseDuration(delay)) / 1000}`)
  if (stdout !== '') lines.push(`printf '%s' ${shellQuote(ensureNewline(stdout))}`)
  if (stderr !== '') lines.push(`printf '%s' ${shellQuote(ensureNewline(stderr))} >&2`)
  lines.push(hangs ? `exec ${shellQuote(sleepPath)} 100000` : `exit ${exit}`)
  return lines
}

/** Adds the final newline that commands print, because it is easy to forget in YAML. */
const ensureNewline = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`)
