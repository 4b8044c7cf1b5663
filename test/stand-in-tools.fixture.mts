import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A command that a script runs. */
export interface Call {
  /** The command line as it would be typed. */
  line: string
  args: string[]
  /** The complete stdin. */
  input: string
  /** Aborts when the command is killed. */
  signal: AbortSignal
  /** Writes to stdout immediately. */
  print: (text: string) => void
  /** Writes to stderr immediately. */
  warn: (text: string) => void
  /** Runs the fallback, as if the test had not overridden the command. */
  proceed: () => Promise<string>
}

/** Returns the argument after the `name` option. */
export const optionOf = ({ args }: Call, name: string): string => args[args.indexOf(name) + 1] ?? ''

/** Handles a command and returns its stdout. A rejection becomes stderr and exit code 1. */
export type Answer = (call: Call) => Promise<string> | string

export interface Tools {
  /** The folder to add to PATH. */
  bin: string
  /** All command lines so far, in the order of their start. */
  lines: string[]
  /** Overrides the commands that match. Call the returned function to undo this. */
  override: (pattern: RegExp, answer: Answer) => () => void
  /** Resolves once a matching command has started. Entries of `lines` before `from` are ignored. */
  waitForCall: (pattern: RegExp, from?: number) => Promise<void>
  close: () => void
}

/**
 * Returns the script of a stand-in command. The script sends its name, its arguments and its stdin, each
 * terminated by NUL. Each line of the reply writes to stdout, writes to stderr, or exits. The script uses bash,
 * which starts ten times faster than Node.js.
 */
const forwarder = (name: string, port: number) => `#!/bin/bash
exec 3<> /dev/tcp/127.0.0.1/${port}
input=$(cat; echo x)
printf '%s\\0' ${name} $# "$@" "\${input%x}" >&3
while read -r -u 3 action data; do
  case $action in
    stdout) base64 -d <<< "$data" ;;
    stderr) base64 -d <<< "$data" >&2 ;;
    exit) exit "$data" ;;
  esac
done
`

/** Parses the request of a stand-in command. Returns undefined while the request is incomplete. */
const parseRequest = (
  text: string,
): { name: string; args: string[]; input: string } | undefined => {
  const [name = '', count = '', ...rest] = text.split('\0')
  if (rest.length < Number(count) + 2 || count === '') return undefined
  return { name, args: rest.slice(0, Number(count)), input: rest[Number(count)] ?? '' }
}

/** Creates commands that record their calls. `fallback` handles them in this process. */
export const openTools = async (names: string[], fallback: Answer): Promise<Tools> => {
  const bin = mkdtempSync(join(tmpdir(), 'npd-test-tools-'))
  const lines: string[] = []
  const rules: { pattern: RegExp; answer: Answer }[] = []
  const waiting = new Set<() => void>()

  const serve = async (socket: Socket, text: string): Promise<void> => {
    const request = parseRequest(text)
    if (!request) return
    const { name, args, input } = request
    const line = [name, ...args].join(' ')
    const killed = new AbortController()
    socket.on('close', () => killed.abort())
    lines.push(line)
    for (const check of waiting) check()
    const send = (action: string, data: string) =>
      socket.writable && socket.write(`${action} ${data}\n`)
    const write = (stream: 'stdout' | 'stderr') => (text: string) =>
      void send(stream, Buffer.from(text).toString('base64'))
    const [print, warn] = [write('stdout'), write('stderr')]
    const { answer } = rules.find(({ pattern }) => pattern.test(line)) ?? { answer: fallback }
    try {
      const call: Call = {
        ...{ line, args, input, print, warn, signal: killed.signal },
        proceed: async () => fallback(call),
      }
      const stdout = await answer(call)
      if (stdout) print(stdout)
      send('exit', '0')
    } catch (error) {
      warn(`${error instanceof Error ? error.message : error}\n`)
      send('exit', '1')
    }
  }

  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    let text = ''
    socket.setEncoding('utf8').on('data', chunk => {
      text += chunk
      if (text.endsWith('\0')) void serve(socket, text)
    })
    socket.on('error', () => {})
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  for (const name of names) writeFileSync(join(bin, name), forwarder(name, port), { mode: 0o755 })
  return {
    bin,
    lines,
    override: (pattern, answer) => {
      const rule = { pattern, answer }
      rules.unshift(rule)
      return () => void rules.splice(rules.indexOf(rule), 1)
    },
    waitForCall: (pattern, from = 0) =>
      new Promise(resolve => {
        const check = () => {
          if (!lines.slice(from).some(line => pattern.test(line))) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      }),
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      rmSync(bin, { recursive: true })
    },
  }
}
