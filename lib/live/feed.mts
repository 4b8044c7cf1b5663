import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Entry, EntryDraft } from './entry.mts'

/** How many entries are kept for new and reconnected pages. */
const maxEntries = 1_000
/** A page with a larger backlog is disconnected. It continues from its last entry when it reconnects. */
const maxBacklogBytes = 1_000_000
const maxClients = 32
/** Longer source records are truncated. */
const maxSourceRecordLength = 4_000

/**
 * Sends server-sent events to all pages, and keeps the last entries. Only entries have an id. A reconnected page
 * sends its last id, and receives the entries that it missed and the current state.
 */
export class Feed {
  /** Distinguishes the ids of this server from those of an earlier one. */
  readonly #session = randomUUID().slice(0, 8)
  readonly #clients = new Set<ServerResponse>()
  readonly #entries: Entry[] = []
  #nextId = 1
  #state = ''

  /** The number of connected pages. */
  get clientCount(): number {
    return this.#clients.size
  }

  get entries(): readonly Entry[] {
    return this.#entries
  }

  /** Adds an entry, or counts a repetition of the last entry about the same node. */
  add({ sourceRecord, ...draft }: EntryDraft): void {
    const lastIndex = this.#entries.findLastIndex(({ node }) => node === draft.node)
    const previous = this.#entries[lastIndex]
    const isRepeated = previous !== undefined && previous.text === draft.text
    if (isRepeated) this.#entries.splice(lastIndex, 1)
    const id = this.#nextId++
    const entry: Entry = {
      ...draft,
      id,
      groupId: isRepeated ? previous.groupId : id,
      count: isRepeated ? previous.count + 1 : 1,
      sourceRecord:
        sourceRecord.length > maxSourceRecordLength
          ? `${sourceRecord.slice(0, maxSourceRecordLength)}…`
          : sourceRecord,
    }
    this.#entries.push(entry)
    if (this.#entries.length > maxEntries) this.#entries.shift()
    this.#sendAll(this.#renderEntry(entry))
  }

  /** Sends the state if it has changed. */
  setState(state: object): void {
    const text = JSON.stringify(state)
    if (text === this.#state) return
    this.#state = text
    this.#sendAll(render('state', text))
  }

  /** Asks all pages to redraw the timeline. Skips pages that have a backlog. */
  requestDraw(now: number, from: number): void {
    const text = render('draw', JSON.stringify({ now, from }))
    for (const client of this.#clients) if (client.writableLength === 0) this.#send(client, text)
  }

  /** Adds a page. `lastId` is the id of its last entry. Returns false if there are too many pages. */
  connect(response: ServerResponse, lastId: string | undefined): boolean {
    if (this.#clients.size >= maxClients) return false
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const [session, number] = (lastId ?? '').split('.')
    const isKnown = session === this.#session
    const lastReceivedId = isKnown ? Number(number) : 0
    const missed = this.#entries.filter(({ id }) => id > lastReceivedId)
    const reset = isKnown ? '' : render('reset', '{}')
    this.#clients.add(response)
    response.on('close', () => this.#clients.delete(response))
    this.#send(
      response,
      `retry: 1000\n\n${reset}${render('state', this.#state || '{}')}${missed.map(entry => this.#renderEntry(entry)).join('')}`,
    )
    return true
  }

  close(): void {
    for (const client of this.#clients) client.destroy()
  }

  #renderEntry(entry: Entry): string {
    return `id: ${this.#session}.${entry.id}\n${render('entry', JSON.stringify(entry))}`
  }

  #sendAll(text: string): void {
    for (const client of this.#clients) this.#send(client, text)
  }

  #send(client: ServerResponse, text: string): void {
    client.write(text)
    if (client.writableLength <= maxBacklogBytes) return
    this.#clients.delete(client)
    client.destroy()
  }
}

/** `data` is one line of JSON. */
const render = (event: string, data: string): string => `event: ${event}\ndata: ${data}\n\n`
