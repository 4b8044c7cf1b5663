import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
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

const forwarder = (name: string, socket: string) => `#!${process.execPath}
const socket = require('node:net').connect(${JSON.stringify(socket)})
let input = ''
process.stdin.on('data', chunk => { input += chunk }).on('end', () => {
  socket.write(JSON.stringify({ name: ${JSON.stringify(name)}, args: process.argv.slice(2), input }) + '\\n')
})
socket.on('close', () => process.exit())
require('node:readline').createInterface({ input: socket }).on('line', line => {
  const { stdout = '', stderr = '', code } = JSON.parse(line)
  process.stdout.write(stdout)
  process.stderr.write(stderr)
  if (code !== undefined) { process.exitCode = code; socket.end() }
})
`

/** Commands that record how they are called and leave what they do to `fallback`, in this process. */
export const openTools = async (names: string[], fallback: Answer): Promise<Tools> => {
  const bin = mkdtempSync(join(tmpdir(), 'npd-test-tools-'))
  const path = join(bin, 'socket')
  for (const name of names) {
    writeFileSync(join(bin, name), forwarder(name, path))
    chmodSync(join(bin, name), 0o755)
  }
  const lines: string[] = []
  const rules: { pattern: RegExp; answer: Answer }[] = []
  const waiting = new Set<() => void>()

  const serve = async (socket: Socket, text: string): Promise<void> => {
    const { name, args, input } = JSON.parse(text)
    const line = [name, ...args].join(' ')
    const killed = new AbortController()
    socket.on('close', () => killed.abort())
    lines.push(line)
    for (const check of waiting) check()
    const say = (answer: object) => socket.writable && socket.write(`${JSON.stringify(answer)}\n`)
    const print = (stdout: string) => void say({ stdout })
    const warn = (stderr: string) => void say({ stderr })
    const { answer } = rules.find(({ pattern }) => pattern.test(line)) ?? { answer: fallback }
    try {
      const call: Call = {
        ...{ line, args, input, print, warn, signal: killed.signal },
        proceed: async () => fallback(call),
      }
      const stdout = await answer(call)
      say({ stdout, code: 0 })
    } catch (error) {
      say({ stderr: `${error instanceof Error ? error.message : error}\n`, code: 1 })
    }
  }

  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    let text = ''
    socket.setEncoding('utf8').on('data', chunk => {
      text += chunk
      if (text.endsWith('\n')) void serve(socket, text)
    })
    socket.on('error', () => {})
  })
  await new Promise<void>(resolve => server.listen(path, resolve))
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
