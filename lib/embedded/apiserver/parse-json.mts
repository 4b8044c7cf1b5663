/**
 * The maximum nesting depth of a request. The real server accepts 10,000 levels, but this server processes
 * objects recursively. A stack overflow can terminate Node.js without an error that can be caught.
 */
const maxDepth = 500

const openingCodes = new Set(['{', '['].map(character => character.charCodeAt(0)))
const closingCodes = new Set(['}', ']'].map(character => character.charCodeAt(0)))
const quote = '"'.charCodeAt(0)
const backslash = '\\'.charCodeAt(0)

/** Throws the same error as Go's `encoding/json` if the text is nested too deeply. */
const checkDepth = (text: string): void => {
  let depth = 0
  let isInString = false
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (isInString) {
      if (code === backslash) index += 1
      else if (code === quote) isInString = false
    } else if (code === quote) isInString = true
    else if (openingCodes.has(code)) {
      depth += 1
      if (depth > maxDepth) throw new Error(`invalid character '${text[index]}' exceeded max depth`)
    } else if (closingCodes.has(code)) depth -= 1
  }
}

/**
 * Parses JSON from a client. Drops `__proto__` fields, because an assignment to this name would change
 * the prototype of an object. No Kubernetes type has a field with this name.
 */
export const parseJson = (text: string): unknown => {
  checkDepth(text)
  const value: unknown = JSON.parse(text)
  // The name can contain escapes such as `\u005f`.
  if (text.includes('__proto__') || text.includes('\\u')) dropProtoFields(value)
  return value
}

export const dropProtoFields = (value: unknown): void => {
  if (typeof value !== 'object' || value === null) return
  if (Object.hasOwn(value, '__proto__')) Reflect.deleteProperty(value, '__proto__')
  for (const child of Object.values(value)) dropProtoFields(child)
}

/** Returns the JSON type of a value, as Go names it in error messages. */
export const jsonTypeOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}
