import { renderTable } from '../../cli/table.mts'
import type { ExplainedExit } from './exits.mts'
import { type ExplainedDefinition, type ExplainedRule, summarize } from './explain.mts'

type Renderer = (explained: ExplainedDefinition[]) => string
type TableRenderer = (headings: string[], rows: string[][]) => string

interface Style {
  title: (text: string, level: number) => string
  text: (text: string) => string
  table: TableRenderer
  /** A table with long cells. */
  wideTable: TableRenderer
}

const escapeCell = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ')

const renderMarkdownTable: TableRenderer = (headings, rows) =>
  `${[headings, headings.map(() => '---'), ...rows.map(row => row.map(escapeCell))]
    .map(row => `| ${row.join(' | ')} |\n`)
    .join('')}\n`

const markdown: Style = {
  title: (text, level) => `${'#'.repeat(level)} ${escapeCell(text)}\n\n`,
  text: text => `${escapeCell(text)}\n\n`,
  table: renderMarkdownTable,
  wideTable: renderMarkdownTable,
}

const replaceControlCharacters = (text: string): string => text.replace(/\p{Cc}+/gu, ' ')

const lineWidth = 100

/** Wraps text to 100 characters, including an indent of `indent` spaces on each line. */
const wrap = (text: string, indent: number): string => {
  const width = lineWidth - indent
  const lines = ['']
  for (const word of replaceControlCharacters(text).split(' ')) {
    const last = lines.at(-1) ?? ''
    const longerLine = last === '' ? word : `${last} ${word}`
    if (longerLine.length <= width) lines[lines.length - 1] = longerLine
    else lines.push(...(word.match(new RegExp(`.{1,${width}}`, 'gs')) ?? []))
  }
  const nonEmpty = lines.filter(line => line !== '')
  return nonEmpty.map(line => `${' '.repeat(indent)}${line}\n`).join('')
}

const tableIndent = 4

/** Renders one block for each row, with a labeled line for each cell that is not empty. */
const renderBlocks: TableRenderer = (headings, rows) => {
  const width = Math.max(...headings.map(({ length }) => length)) + 2
  const renderCell = (label: string, cell: string) =>
    `${' '.repeat(tableIndent)}${label.padEnd(width)}${wrap(cell, tableIndent + width).trimStart()}`
  const renderRow = (row: string[]) =>
    row.map((cell, index) => (cell === '' ? '' : renderCell(headings[index] ?? '', cell))).join('')
  return rows.map(row => `${renderRow(row)}\n`).join('')
}

const plainText: Style = {
  title: (text, level) => wrap(text, 2 * (level - 2)),
  text: text => `${wrap(text, 2)}\n`,
  table: (headings, rows) =>
    `${renderTable(
      headings,
      rows.map(row => row.map(replaceControlCharacters)),
    ).replace(/^(?=.)/gm, ' '.repeat(tableIndent))}\n`,
  wideTable: renderBlocks,
}

const renderWith =
  (style: Style): Renderer =>
  explained =>
    explained.map(definition => renderDefinition(definition, style)).join('')

const renderDefinition = (definition: ExplainedDefinition, style: Style): string =>
  [
    style.title(definition.path, 2),
    style.text(summarize(definition)),
    style.table(
      ['SETTING', 'VALUE', ''],
      definition.settings.map(({ name, value, isDefault }) => [
        name,
        value,
        isDefault ? "NPD's default" : '',
      ]),
    ),
    ...definition.rules.map(rule => renderRule(rule, definition, style)),
  ].join('')

const renderRule = (rule: ExplainedRule, definition: ExplainedDefinition, style: Style): string => {
  const cells = rule.type === 'permanent' ? permanentCells : temporaryCells
  return [
    style.title(`${[rule.path, ...rule.args].join(' ')} (${describeEffect(rule)})`, 3),
    style.wideTable(
      Object.keys(cells),
      rule.exits.map(exit => Object.values(cells).map(cell => cell(exit))),
    ),
    style.text(describeDelay(rule, definition)),
  ].join('')
}

const describeEffect = ({ type, condition, reason }: ExplainedRule): string =>
  type === 'permanent' ? `sets ${condition}` : `creates events with the reason ${reason}`

/** The columns of a table. Maps each heading to the function that renders its cell for an exit. */
type ColumnRenderers = Record<string, (exit: ExplainedExit) => string>

const describeEvent = ({ event }: ExplainedExit, when: string): string =>
  event ? `${event.type} ${event.reason} (${when})` : 'none'
const describeMetrics = ({ metrics }: ExplainedExit): string => metrics.join(', ') || 'none'

const permanentCells: ColumnRenderers = {
  EXIT: ({ exit }) => exit,
  STATUS: ({ condition }) => condition?.status ?? 'none: the condition does not exist',
  REASON: ({ condition }) => condition?.reason ?? '',
  MESSAGE: ({ condition }) => condition?.message ?? '',
  EVENT: exit => describeEvent(exit, 'on change'),
  METRICS: describeMetrics,
}

const temporaryCells: ColumnRenderers = {
  EXIT: ({ exit }) => exit,
  EVENT: exit => describeEvent(exit, 'each time'),
  MESSAGE: ({ event }) => event?.message ?? '',
  METRICS: describeMetrics,
}

const describeDelay = (
  { type, worstDelay: delay }: ExplainedRule,
  { heartbeat }: ExplainedDefinition,
): string => {
  if (!delay) return 'The rule never runs and never reports a problem.'
  const parts = [
    `${delay.round} until the next round`,
    ...(delay.queue === '0s' ? [] : [`${delay.queue} while other rules run`]),
    `${delay.script} for the script`,
    ...(type === 'permanent' ? [`${delay.sync} until NPD checks for changes`] : []),
  ]
  const outage =
    type === 'permanent'
      ? `If NPD cannot reach the API server, nothing is reported, and the heartbeat (normally every ${heartbeat}) stops.`
      : 'If NPD cannot reach the API server, it tries 12 times and then drops the event.'
  return `A problem reaches the API server within ${delay.total}: ${parts.join(', ')}. ${outage}`
}

/** Renderers, keyed by `--output` value. */
export const renderers: Record<string, Renderer> = {
  table: renderWith(plainText),
  markdown: renderWith(markdown),
  json: explained => `${JSON.stringify(explained, null, 2)}\n`,
}
