/** Patterns for text that differs between runs. */
const volatile: [RegExp, string][] = [
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UID'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME'],
  [/((?:resource ?version|current)\b[^\d"{}]*)\d+( \(\d+\))?/gi, '$1VERSION'],
]

const volatileFields: Record<string, string> = { resourceVersion: 'VERSION', continue: 'CONTINUE' }

/** Removes values that differ between runs. Versions that are 0 or empty stay unchanged. */
export const normalize = (value: unknown, key = ''): unknown => {
  if (typeof value === 'string') {
    const word = volatileFields[key]
    if (word) return value === '' || value === '0' ? value : word
    return volatile.reduce((text, [pattern, word]) => text.replaceAll(pattern, word), value)
  }
  if (Array.isArray(value)) return value.map(item => normalize(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => [name, normalize(inside, name)]),
  )
}
