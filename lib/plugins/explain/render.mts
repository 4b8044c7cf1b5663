import { renderTable } from '../../cli/table.mts'
import type { ExplainedExit } from './exits.mts'
import { type ExplainedDefinition, type ExplainedRule, summarize } from './explain.mts'

type Render = (explained: ExplainedDefinition[]) => string
type Table = (head: string[], rows: string[][]) => string

interface Style {
  title: (text: string, level: number) => string
  text: (text: string) => string
  table: Table
}

const escapeCell = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ')

const markdown: Style = {
  title: (text, level) => `${'#'.repeat(level)} ${escapeCell(text)}\n\n`,
  text: text => `${escapeCell(text)}\n\n`,
  table: (head, rows) =>
    `${[head, head.map(() => '---'), ...rows.map(row => row.map(escapeCell))]
      .map(row => `| ${row.join(' | ')} |\n`)
      .join('')}\n`,
}

const printable = (text: string): string => text.replace(/\p{Cc}+/gu, ' ')

const plain: Style = {
  title: (text, level) => `${'  '.repeat(level - 2)}${printable(text)}\n`,
  text: text => `  ${printable(text)}\n\n`,
  table: (head, rows) =>
    `${renderTable(
      head,
      rows.map(row => row.map(printable)),
    ).replace(/^(?=.)/gm, '    ')}\n`,
}

const renderWith =
  (style: Style): Render =>
  explained =>
    explained.map(each => renderDefinition(each, style)).join('')

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
  const columns = rule.type === 'permanent' ? permanentColumns : temporaryColumns
  return [
    style.title(`${[rule.path, ...rule.args].join(' ')}  (${describe(rule)})`, 3),
    style.table(
      Object.keys(columns),
      rule.exits.map(exit => Object.values(columns).map(cell => cell(exit))),
    ),
    style.text(describeDelay(rule, definition)),
  ].join('')
}

const describe = ({ type, condition, reason }: ExplainedRule): string =>
  type === 'permanent' ? `sets ${condition}` : `makes events ${reason}`

type Columns = Record<string, (exit: ExplainedExit) => string>

const event = ({ event }: ExplainedExit): string =>
  event ? `${event.type} ${event.reason}` : 'none'
const metrics = ({ metrics }: ExplainedExit): string => metrics.join(', ') || 'none'

const permanentColumns: Columns = {
  EXIT: ({ exit }) => exit,
  STATUS: ({ condition }) => condition?.status ?? 'none: there is no such condition',
  REASON: ({ condition }) => condition?.reason ?? '',
  MESSAGE: ({ condition }) => condition?.message ?? '',
  'EVENT, ON CHANGE': event,
  METRICS: metrics,
}

const temporaryColumns: Columns = {
  EXIT: ({ exit }) => exit,
  'EVENT, EACH TIME': event,
  MESSAGE: ({ event }) => event?.message ?? '',
  METRICS: metrics,
}

const describeDelay = (
  { type, worstDelay: delay }: ExplainedRule,
  { heartbeat }: ExplainedDefinition,
): string => {
  if (!delay) return 'It never runs, and never shows a problem.'
  const parts = [
    `${delay.round} until the next round`,
    ...(delay.queue === '0s' ? [] : [`${delay.queue} until its turn`]),
    `${delay.script} for the script`,
    ...(type === 'permanent' ? [`${delay.sync} until NPD looks for changes`] : []),
  ]
  const suppression =
    type === 'permanent'
      ? ` NPD that cannot reach it says nothing at all: the heartbeat, every ${heartbeat}, stands still.`
      : ' NPD that cannot reach it tries 12 times, and gives the event up.'
  return `At worst it takes ${delay.total} until a problem shows at the API server: ${parts.join(', ')}.${suppression}`
}

/** By the names that `--output` takes. */
export const renderers: Record<string, Render> = {
  table: renderWith(plain),
  markdown: renderWith(markdown),
  json: explained => `${JSON.stringify(explained, null, 2)}\n`,
}
