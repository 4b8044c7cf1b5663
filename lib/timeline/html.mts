import { createHash } from 'node:crypto'
import type { Figure } from './figure.mts'
import type { Timeline } from './model.mts'
import { pageStyleFor } from './page-style.mts'
import { toTableRows } from './record-table.mts'
import type { TimelineRecord } from './records.mts'
import { escapeText, renderSvg } from './svg.mts'
import { figureStyle } from './theme.mts'
import { formatClock } from './time-axis.mts'

/** The maximum length of a raw record, in characters. */
const maxRawLength = 2_000
/** More rows would make the page slow. The recording contains all of them. */
const maxRows = 2_000

export interface Page {
  figure: Figure
  timeline: Timeline
  records: readonly TimelineRecord[]
  /** The text of `inspect.mjs`. */
  script: string
}

/** The timeline as a self-contained page. Its CSP allows no requests. */
export const renderHtml = ({ figure, timeline, records, script }: Page): string => {
  const code = `\n${script}\nmakeInspectable(document.querySelector('svg'), document.querySelector('#panel'))\n`
  const styles = [`\n${figureStyle}\n`, `\n${pageStyleFor(figure)}\n`]
  const policy = [
    "default-src 'none'",
    `style-src ${styles.map(hashOf).join(' ')}`,
    `script-src ${hashOf(code)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>${escapeText(figure.title)}</title>
<style>${styles[1]}</style>
<main>
${renderSvg(figure, maxRawLength)}
${renderCaption(timeline)}
${renderRecordTable(records)}
</main>
<div id="panel" aria-hidden="true" hidden></div>
<script type="module">${code}</script>
</html>
`
}

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const renderCaption = ({ notes }: Timeline): string => {
  const items = notes.map(({ at, text }) => `<li>${formatClock(at)} ${escapeText(text)}</li>`)
  return `<div class="caption">
<p>The <b>NPD</b> lane comes from node-problem-detector's own log. The <b>API server</b> lane shows the condition that
the API server returned. If the two lanes of a node differ, the API server has an outdated value. All times are when the recorder received the data,
according to the recorder's clock.</p>
<p class="pointing">Point at an element, or press Tab and then the arrow keys, to see its record.</p>${items.length > 0 ? `\n<ul>${items.join('')}</ul>` : ''}
</div>`
}

const renderRecordTable = (records: readonly TimelineRecord[]): string => {
  const rows = toTableRows(records)
  const shown = rows.slice(0, maxRows)
  const remaining = rows.length - shown.length
  const more = remaining > 0 ? `<p>The recording contains ${remaining} more records.</p>` : ''
  const lines = shown.map(({ at, node, summary, raw }) => {
    const cells = [escapeText(at.slice(11, 23)), escapeText(node), escapeText(summary)]
    return `<tr>${cells.map(cell => `<td>${cell}</td>`).join('')}<td><code>${escapeText(raw)}</code></td></tr>`
  })
  return `<details><summary>Table of ${shown.length} records, without heartbeats</summary>
<table>
<thead><tr><th>Time (UTC)</th><th>Node</th><th>Summary</th><th>Record</th></tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table>${more}
</details>`
}
