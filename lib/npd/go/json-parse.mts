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
  const value = reader.readValue()
  reader.expectEnd()
  return value
}

type JsonContainer = JsonNode & { kind: 'array' | 'object' }

/** Go's `maxNestingDepth`. */
const maxDepth = 10_000

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

class JsonReader {
  readonly #text: string
  #position = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Parses a value without recursion, which would overflow the stack at Go's maximum depth. */
  readValue(): JsonNode {
    const openContainers: JsonContainer[] = []
    for (;;) {
      let node = this.#begin()
      if ('items' in node || 'members' in node) {
        if (openContainers.length >= maxDepth) this.#failAtNextByte('exceeded max depth')
        this.#position++
        if (!this.#skipIf(node.kind === 'array' ? ']' : '}')) {
          openContainers.push(node)
          if (node.kind === 'object') this.#readKey(node)
          continue
        }
      }
      for (
        let parent = openContainers.at(-1);
        !this.#addTo(parent, node);
        parent = openContainers.at(-1)
      ) {
        if (!parent) return node
        node = parent
        openContainers.pop()
      }
    }
  }

  expectEnd(): void {
    this.#skipSpace()
    if (this.#position < this.#text.length) this.#fail('after top-level value')
  }

  /** Reads a scalar, or starts an array or object, which the caller fills. */
  #begin(): JsonNode {
    this.#skipSpace()
    const offset = this.#position
    const first = this.#text.charAt(offset)
    if (first === '{') return { kind: 'object', offset, members: [] }
    if (first === '[') return { kind: 'array', offset, items: [] }
    if (first === '"') return { kind: 'string', offset, value: this.#readString() }
    if (/[-\d]/.test(first)) return { kind: 'number', offset, text: this.#readNumber() }
    if (first === 't') return { kind: 'bool', offset, value: this.#readLiteral('true') === 'true' }
    if (first === 'f') return { kind: 'bool', offset, value: this.#readLiteral('false') === 'true' }
    if (first === 'n') this.#readLiteral('null')
    else this.#fail('looking for beginning of value')
    return { kind: 'null', offset }
  }

  /** Adds a complete value to its parent. Returns whether another value follows in the parent. */
  #addTo(parent: JsonContainer | undefined, node: JsonNode): boolean {
    if (parent?.kind === 'array') {
      parent.items.push(node)
      if (this.#skipIf(',')) return true
      if (!this.#skipIf(']')) this.#fail('after array element')
    } else if (parent) {
      const member = parent.members.at(-1)
      if (member) member.value = node
      if (this.#skipIf(',')) {
        this.#readKey(parent)
        return true
      }
      if (!this.#skipIf('}')) this.#fail('after object key:value pair')
    }
    return false
  }

  /** Reads a key and adds a member for it. The caller reads the value next. */
  #readKey({ members }: JsonContainer & { kind: 'object' }): void {
    this.#skipSpace()
    const offset = this.#position
    if (this.#text[offset] !== '"') this.#fail('looking for beginning of object key string')
    const key = this.#readString()
    if (!this.#skipIf(':')) this.#fail('after object key')
    members.push({ key, offset, value: { kind: 'null', offset } })
  }

  #readString(): string {
    let value = ''
    for (this.#position++; this.#text[this.#position] !== '"'; this.#position++) {
      const character = this.#text.charAt(this.#position)
      if (character < ' ') this.#fail('in string literal')
      value += character === '\\' ? this.#readEscape() : character
    }
    this.#position++
    return value.replace(/[\ud800-\udfff]/gu, '\ufffd')
  }

  #readEscape(): string {
    const letter = this.#text.charAt(++this.#position)
    if (letter === 'u') return this.#readUnicodeEscape()
    if (!/["\\/bfnrt]/.test(letter)) this.#failAtNextByte('in string escape code')
    return escapes[letter] ?? letter
  }

  #readUnicodeEscape(): string {
    const end = this.#position + 4
    while (this.#position < end) {
      this.#position++
      if (!/[\da-f]/i.test(this.#text.charAt(this.#position)))
        this.#failAtNextByte('in \\u hexadecimal character escape')
    }
    return String.fromCharCode(Number.parseInt(this.#text.slice(end - 3, end + 1), 16))
  }

  #readNumber(): string {
    const start = this.#position
    if (this.#text[this.#position] === '-') this.#position++
    if (this.#text[this.#position] === '0') this.#position++
    else this.#readDigits('in numeric literal')
    if (this.#text[this.#position] === '.') {
      this.#position++
      this.#readDigits('after decimal point in numeric literal')
    }
    if (/[eE]/.test(this.#text.charAt(this.#position))) {
      this.#position++
      if (/[-+]/.test(this.#text.charAt(this.#position))) this.#position++
      this.#readDigits('in exponent of numeric literal')
    }
    return this.#text.slice(start, this.#position)
  }

  #readDigits(context: string): void {
    const start = this.#position
    while (/\d/.test(this.#text.charAt(this.#position))) this.#position++
    if (this.#position === start) this.#failAtNextByte(context)
  }

  #readLiteral(word: string): string {
    for (const letter of word) {
      if (this.#text[this.#position] !== letter)
        this.#failAtNextByte(`in literal ${word} (expecting '${letter}')`)
      this.#position++
    }
    return word
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.#text.charAt(this.#position))) this.#position++
  }

  /** Skips white space, and then `character` if it comes next. Returns whether it came next. */
  #skipIf(character: string): boolean {
    this.#skipSpace()
    const found = this.#text[this.#position] === character
    if (found) this.#position++
    return found
  }

  #fail(context: string): never {
    if (this.#position >= this.#text.length)
      throw new JsonSyntaxError('unexpected end of JSON input', this.#position)
    return this.#failAtNextByte(context)
  }

  /**
   * Throws an error whose message names the next byte, not the next character. Inside a token, Go treats the end
   * of the text as a space.
   */
  #failAtNextByte(context: string): never {
    const next = String.fromCodePoint(this.#text.codePointAt(this.#position) ?? 0x20)
    const byte = String.fromCharCode(encodeBytes(next)[0] ?? 0)
    const character = { '"': '"', "'": "\\'" }[byte] ?? quote(byte).slice(1, -1)
    throw new JsonSyntaxError(`invalid character '${character}' ${context}`, this.#position)
  }
}
