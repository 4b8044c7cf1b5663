import { type ChildProcess, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The path of a browser, or undefined if PATH contains none. */
export const findChromium = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(':')
    .flatMap(folder => names.map(name => join(folder, name)))
    .find(file => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })

type Params = Record<string, unknown>
// biome-ignore lint/suspicious/noExplicitAny: each method has its own result type, and the tests use few of them.
type Answer = any

export interface Browser {
  /** Sends a command of the DevTools protocol to the page. */
  send: (method: string, params?: Params) => Promise<Answer>
  /** Resolves with the value of an expression in the page. */
  evaluate: (expression: string) => Promise<Answer>
  /** The protocol's events for the page so far, by method. */
  told: { method: string; params: Answer }[]
  /** Resolves at the next event of this method. */
  next: (method: string) => Promise<void>
  close: () => Promise<void>
}

/** A headless Chromium with one empty page, connected through a pipe instead of a port. */
export const openChromium = async (executable: string): Promise<Browser> => {
  const folder = await mkdtemp(join(tmpdir(), 'npd-test-chromium-'))
  const switches = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
  const child = spawn(
    executable,
    [...switches, '--remote-debugging-pipe', `--user-data-dir=${folder}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  )
  const pipe = new Pipe(child)
  const { targetInfos } = await pipe.send('Target.getTargets')
  const { targetId } = targetInfos.find(({ type }: Answer) => type === 'page')
  const { sessionId } = await pipe.send('Target.attachToTarget', { targetId, flatten: true })
  const send: Browser['send'] = (method, params) => pipe.send(method, params, sessionId)
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`)
  return {
    send,
    evaluate: async expression => {
      const answer = await send('Runtime.evaluate', { expression, returnByValue: true })
      if (answer.exceptionDetails) throw new Error(JSON.stringify(answer.exceptionDetails))
      return answer.result.value
    },
    told: pipe.told,
    next: async method => {
      await once(pipe.events, method)
    },
    close: async () => {
      const ended = once(child, 'close')
      await pipe.send('Browser.close')
      await ended
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** The DevTools protocol: JSON messages, each followed by a zero byte. */
class Pipe {
  readonly told: Browser['told'] = []
  readonly events = new EventEmitter()
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (message: Answer) => void>()
  #id = 0

  constructor(child: ChildProcess) {
    this.#child = child
    let rest = ''
    const [, , , , output] = child.stdio
    const readable = output as Readable
    readable.setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (rest + chunk).split('\0')
      rest = messages.pop() ?? ''
      for (const message of messages) this.#handle(JSON.parse(message))
    })
  }

  async send(method: string, params: Params = {}, sessionId?: string): Promise<Answer> {
    const id = ++this.#id
    const answered = new Promise<Answer>(resolve => this.#waiting.set(id, resolve))
    const [, , , input] = this.#child.stdio
    const writable = input as Writable
    writable.write(`${JSON.stringify({ id, method, params, sessionId })}\0`)
    const { error, result } = await answered
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }

  #handle(message: Answer): void {
    if (message.id === undefined) {
      this.told.push(message)
      this.events.emit(message.method)
      return
    }
    this.#waiting.get(message.id)?.(message)
    this.#waiting.delete(message.id)
  }
}
