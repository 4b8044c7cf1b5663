/** A command on a page, and the output shown below it. */
export interface Step {
  command: string
  printed: string
  /** The line number of the command, starting at 1. */
  line: number
  /** Where the command is tested: on the embedded cluster, with stand-in tools, or not at all. */
  place: 'embedded' | 'kind' | 'context' | 'nowhere'
}

/**
 * Matches a `console` block. The line above it can be `<!-- on: kind -->`, `<!-- on: context -->`
 * or `<!-- not run: REASON -->`.
 */
const block = /^(?:<!-- (on: (?:kind|context)|not run: [^\n]+) -->\n)?```console\n([\s\S]*?)^```$/gm

/** Returns all commands in `console` blocks, in order. A backslash continues a command on the next line. */
export const parseSteps = (markdown: string): Step[] =>
  [...markdown.matchAll(block)].flatMap(match => {
    const [all, mark, text = ''] = match
    let offset = match.index + all.lastIndexOf(text, all.length - 4)
    return text.split(/^\$ /m).flatMap((part, index) => {
      const line = markdown.slice(0, offset).split('\n').length
      offset += part.length + (index === 0 ? 0 : 2)
      if (index === 0) return []
      const [command = '', ...lines] = part.replaceAll('\\\n', '').split('\n')
      return [{ command, printed: lines.join('\n'), line, place: placeOf(mark) }]
    })
  })

const placeOf = (mark = ''): Step['place'] => {
  if (mark === 'on: kind') return 'kind'
  if (mark === 'on: context') return 'context'
  return mark === '' ? 'embedded' : 'nowhere'
}

/** Patterns for text that differs between runs. */
const volatile: [RegExp, string][] = [
  [/\d+\.\d s/, String.raw`\d+\.\d s`],
  [/(?<=node-problem-detector-)[a-z0-9]{5}/, '[a-z0-9]{5}'],
  [/127\.0\.0\.1:\d+/, String.raw`127\.0\.0\.1:\d+`],
  [/\b[EI]\d{4} \d\d:\d\d:\d\d\.\d{6}/, String.raw`[EI]\d{4} \d\d:\d\d:\d\d\.\d{6}`],
  [
    /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \+0000 UTC m=\+[\d.]+/,
    String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \+0000 UTC m=\+[\d.]+`,
  ],
  [/(?<!\d)\d\d:\d\d:\d\d(?![.\d])/, String.raw`\d\d:\d\d:\d\d`],
  [/(?<=\()\d+m?\d*s(?=\):)/, String.raw`[\dm]+s`],
  [/ *\d+ ×/, String.raw` *\d+ ×`],
  [/(?<=\s)\d+m?\d*s(?= ago|\s)/, String.raw`[\dm]+s`],
  [/ {2,}/, ' +'],
  [/^…\n/, '(?:.*\n)*?'],
  [/…/, '.*'],
]

const anyVolatile = new RegExp(volatile.map(([{ source }]) => `(${source})`).join('|'), 'gm')

/**
 * Returns a pattern for the output that accepts any times, ports, pod names and column widths. `…`
 * matches the rest of a line or, on its own line, any number of lines.
 */
export const toPattern = (printed: string): RegExp => {
  let pattern = ''
  let end = 0
  for (const match of printed.matchAll(anyVolatile)) {
    const kind = match.slice(1).findIndex(group => group !== undefined)
    pattern += escapeRegExp(printed.slice(end, match.index)) + (volatile[kind]?.[1] ?? '')
    end = match.index + match[0].length
  }
  const rest = escapeRegExp(printed.slice(end))
  return new RegExp(printed.includes('…') ? `${pattern}${rest}$` : `^${pattern}${rest}$`)
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
