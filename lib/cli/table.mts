import { escapeControlCharacters } from './printable.mts'

interface StyledCell {
  text: string
  style: (text: string) => string
}

export type Cell = string | StyledCell

/**
 * Aligns columns, with two spaces between them. Styles do not affect the column width. The result ends with a
 * line break.
 */
export const renderTable = (header: string[], rows: Cell[][]): string => {
  const lines = [header, ...rows]
  const widths = header.map((_, column) =>
    Math.max(...lines.map(line => escapeCell(line[column]).length)),
  )
  return lines.map(line => `${renderLine(line, widths)}\n`).join('')
}

/** Escapes the text of a cell: it comes from a cluster or a file, so it must not control the terminal. */
const escapeCell = (cell: Cell | undefined): string =>
  escapeControlCharacters(typeof cell === 'object' ? cell.text : (cell ?? ''))

const renderLine = (line: Cell[], widths: number[]): string =>
  line
    .map((cell, column) => {
      const text = escapeCell(cell)
      const gap = column === line.length - 1 ? '' : ' '.repeat((widths[column] ?? 0) - text.length)
      return (typeof cell === 'object' ? cell.style(text) : text) + gap
    })
    .join('  ')
    .trimEnd()
