import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A command that a script has run. */
export interface Call {
  /** As it would be typed. */
  line: string
  args: string[]
  /** What it read from stdin. */
  input: string
  /** Aborts when the command is killed. */
  signal: AbortSignal
  /** Writes to stdout at once. */
  print: (text: string) => void
  /** The same to stderr. */
  warn: (text: string) => void
  /** What it would have done without a rule of the test. */
  proceed: () => Promise<string>
}

/** The value of an option of the command. */
export const optionOf = ({ args }: Call, name: string): string => args[args.indexOf(name) + 1] ?? ''

/** Does what the command does; resolves with its stdout. What it rejects with is its stderr, with exit code 1. */
export type Answer = (call: Call) => Promise<string> | string

export interface Tools {
  /** The folder for PATH. */
  bin: string
  /** All commands so far, in the order in which they began. */
  lines: string[]
  /** From now on what matches is answered by this, until the function that it returns is called. */
  answer: (pattern: RegExp, answer: Answer) => () => void
  /** Resolves once a command that matches has begun; those before the line `from` do not count. */
  called: (pattern: RegExp, from?: number) => Promise<void>
  close: () => void
}

/**
 * Sends its name, its arguments and its stdin, each ended by a NUL, and does what the answer says, line by
 * line: write to stdout, write to stderr, exit. In bash, which starts ten times faster than Node.
 */
const forwarder = (name: string, port: number) => `#!/bin/bash
exec 3<> /dev/tcp/127.0.0.1/${port}
input=$(cat; echo x)
printf '%s\\0' ${name} $# "$@" "\${input%x}" >&3
while read -r -u 3 what data; do
  case $what in
    stdout) base64 -d <<< "$data" ;;
    stderr) base64 -d <<< "$data" >&2 ;;
    exit) exit "$data" ;;
  esac
done
`

/** What a forwarder has sent; undefined while it is not complete. */
const parseRequest = (
  text: string,
): { name: string; args: string[]; input: string } | undefined => {
  const [name = '', count = '', ...rest] = text.split('\0')
  if (rest.length < Number(count) + 2 || count === '') return undefined
  return { name, args: rest.slice(0, Number(count)), input: rest[Number(count)] ?? '' }
}

/** Commands that record how they are called and leave what they do to `fallback`, in this process. */
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
    const say = (what: string, data: string) => socket.writable && socket.write(`${what} ${data}\n`)
    const write = (stream: 'stdout' | 'stderr') => (text: string) =>
      void say(stream, Buffer.from(text).toString('base64'))
    const [print, warn] = [write('stdout'), write('stderr')]
    const { answer } = rules.find(({ pattern }) => pattern.test(line)) ?? { answer: fallback }
    try {
      const call: Call = {
        ...{ line, args, input, print, warn, signal: killed.signal },
        proceed: async () => fallback(call),
      }
      const stdout = await answer(call)
      if (stdout) print(stdout)
      say('exit', '0')
    } catch (error) {
      warn(`${error instanceof Error ? error.message : error}\n`)
      say('exit', '1')
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
    answer: (pattern, answer) => {
      const rule = { pattern, answer }
      rules.unshift(rule)
      return () => void rules.splice(rules.indexOf(rule), 1)
    },
    called: (pattern, from = 0) =>
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
