import { quote } from './quote.mts'
import { encodeBytes } from './strings.mts'

/** A JSON value and its position: `offset` counts characters from the start of the text. */
export type JsonNode =
  | { kind: 'object'; offset: number; members: JsonMember[] }
  | { kind: 'array'; offset: number; items: JsonNode[] }
  | { kind: 'string'; offset: number; value: string }
  | { kind: 'number'; offset: number; text: string }
  | { kind: 'bool'; offset: number; value: boolean }
  | { kind: 'null'; offset: number }

export interface JsonMember {
  key: string
  offset: number
  value: JsonNode
}

export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError'
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** Parses JSON. Throws a JsonSyntaxError with the error text of Go's `encoding/json`. */
export const parseJson = (text: string): JsonNode => {
  const reader = new JsonReader(text)
  const value = reader.value()
  reader.end()
  return value
}

type JsonContainer = JsonNode & { kind: 'array' | 'object' }

/** Go's `maxNestingDepth`. */
const maxDepth = 10_000

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

class JsonReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Parses a value without recursion, because Go's maximum depth would overflow the stack. */
  value(): JsonNode {
    const open: JsonContainer[] = []
    for (;;) {
      let node = this.#begin()
      if ('items' in node || 'members' in node) {
        if (open.length >= maxDepth) this.#failToken('exceeded max depth')
        this.#at++
        if (!this.#skip(node.kind === 'array' ? ']' : '}')) {
          open.push(node)
          if (node.kind === 'object') this.#key(node)
          continue
        }
      }
      for (let parent = open.at(-1); !this.#addTo(parent, node); parent = open.at(-1)) {
        if (!parent) return node
        node = parent
        open.pop()
      }
    }
  }

  end(): void {
    this.#space()
    if (this.#at < this.#text.length) this.#fail('after top-level value')
  }

  /** Reads a scalar, or starts an array or object, which the caller fills. */
  #begin(): JsonNode {
    this.#space()
    const offset = this.#at
    const first = this.#text.charAt(offset)
    if (first === '{') return { kind: 'object', offset, members: [] }
    if (first === '[') return { kind: 'array', offset, items: [] }
    if (first === '"') return { kind: 'string', offset, value: this.#string() }
    if (/[-\d]/.test(first)) return { kind: 'number', offset, text: this.#number() }
    if (first === 't') return { kind: 'bool', offset, value: this.#literal('true') === 'true' }
    if (first === 'f') return { kind: 'bool', offset, value: this.#literal('false') === 'true' }
    if (first === 'n') this.#literal('null')
    else this.#fail('looking for beginning of value')
    return { kind: 'null', offset }
  }

  /** Adds a complete value to its parent. Returns whether another value follows in the parent. */
  #addTo(parent: JsonContainer | undefined, node: JsonNode): boolean {
    if (parent?.kind === 'array') {
      parent.items.push(node)
      if (this.#skip(',')) return true
      if (!this.#skip(']')) this.#fail('after array element')
    } else if (parent) {
      const member = parent.members.at(-1)
      if (member) member.value = node
      if (this.#skip(',')) {
        this.#key(parent)
        return true
      }
      if (!this.#skip('}')) this.#fail('after object key:value pair')
    }
    return false
  }

  /** Reads a key and adds a member for it. The caller reads the value next. */
  #key({ members }: JsonContainer & { kind: 'object' }): void {
    this.#space()
    const offset = this.#at
    if (this.#text[offset] !== '"') this.#fail('looking for beginning of object key string')
    const key = this.#string()
    if (!this.#skip(':')) this.#fail('after object key')
    members.push({ key, offset, value: { kind: 'null', offset } })
  }

  #string(): string {
    let value = ''
    for (this.#at++; this.#text[this.#at] !== '"'; this.#at++) {
      const character = this.#text.charAt(this.#at)
      if (character < ' ') this.#fail('in string literal')
      value += character === '\\' ? this.#escape() : character
    }
    this.#at++
    return value.replace(/[\ud800-\udfff]/gu, '\ufffd')
  }

  #escape(): string {
    const letter = this.#text.charAt(++this.#at)
    if (letter === 'u') return this.#unicodeEscape()
    if (!/["\\/bfnrt]/.test(letter)) this.#failToken('in string escape code')
    return escapes[letter] ?? letter
  }

  #unicodeEscape(): string {
    const end = this.#at + 4
    while (this.#at < end) {
      this.#at++
      if (!/[\da-f]/i.test(this.#text.charAt(this.#at)))
        this.#failToken('in \\u hexadecimal character escape')
    }
    return String.fromCharCode(Number.parseInt(this.#text.slice(end - 3, end + 1), 16))
  }

  #number(): string {
    const start = this.#at
    if (this.#text[this.#at] === '-') this.#at++
    if (this.#text[this.#at] === '0') this.#at++
    else this.#digits('in numeric literal')
    if (this.#text[this.#at] === '.') {
      this.#at++
      this.#digits('after decimal point in numeric literal')
    }
    if (/[eE]/.test(this.#text.charAt(this.#at))) {
      this.#at++
      if (/[-+]/.test(this.#text.charAt(this.#at))) this.#at++
      this.#digits('in exponent of numeric literal')
    }
    return this.#text.slice(start, this.#at)
  }

  #digits(context: string): void {
    const start = this.#at
    while (/\d/.test(this.#text.charAt(this.#at))) this.#at++
    if (this.#at === start) this.#failToken(context)
  }

  #literal(word: string): string {
    for (const letter of word) {
      if (this.#text[this.#at] !== letter)
        this.#failToken(`in literal ${word} (expecting '${letter}')`)
      this.#at++
    }
    return word
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text.charAt(this.#at))) this.#at++
  }

  /** Skips white space and then `character`. Returns false if another character follows. */
  #skip(character: string): boolean {
    this.#space()
    const found = this.#text[this.#at] === character
    if (found) this.#at++
    return found
  }

  #fail(context: string): never {
    if (this.#at >= this.#text.length)
      throw new JsonSyntaxError('unexpected end of JSON input', this.#at)
    return this.#failToken(context)
  }

  /**
   * Fails with the next byte, not the next character, in the message. Inside a token, Go treats the end
   * of the text as a space.
   */
  #failToken(context: string): never {
    const next = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0x20)
    const byte = String.fromCharCode(encodeBytes(next)[0] ?? 0)
    const character = { '"': '"', "'": "\\'" }[byte] ?? quote(byte).slice(1, -1)
    throw new JsonSyntaxError(`invalid character '${character}' ${context}`, this.#at)
  }
}
