/** A command of the README and what stands below it. */
export interface Step {
  command: string
  printed: string
}

/** All commands in `console` blocks, in order. */
export const walkOf = (markdown: string): Step[] =>
  [...markdown.matchAll(/^```console\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map(part => {
        const [command = '', ...lines] = part.split('\n')
        return { command, printed: lines.join('\n') }
      }),
  )

/** What stands below a heading of the second level; empty if there is none. */
export const sectionOf = (markdown: string, heading: string): string =>
  markdown.split(/^## /m).find(section => section.startsWith(`${heading}\n`)) ?? ''

/** What differs from run to run, and what it looks like. */
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
 * A pattern for what is printed: the same words, with any times, ports, names of pods and widths of
 * columns. `…` stands for the rest of a line, or, on a line of its own, for any lines.
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
