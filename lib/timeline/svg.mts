import type { Figure } from './figure.mts'
import {
  type Box,
  type BoxStyle,
  type Detail,
  fontSizes,
  type Glyph,
  type GlyphName,
  type Label,
  type Line,
  type Shape,
} from './shapes.mts'
import { figureStyle } from './theme.mts'

/**
 * A timeline as a self-contained SVG document, with its style and without external references. Raw
 * records, shown on hover, are cut off at `maxRawLength` characters.
 */
export const renderSvg = (figure: Figure, maxRawLength = 240): string =>
  render(figure, maxRawLength, `<style>\n${figureStyle}\n</style>\n`)

/** Like `renderSvg`, for a page that contains `figureStyle` itself. */
export const renderBareSvg = (figure: Figure, maxRawLength: number): string =>
  render(figure, maxRawLength, '')

const render = (figure: Figure, maxRawLength: number, style: string): string => {
  const { width, height, title, description, shapes } = figure
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">${escapeText(title)}</title>
<desc id="description">${escapeText(description)}</desc>
${style}<defs>
${patterns}
</defs>
<rect class="background" width="${width}" height="${height}"/>
${shapes.map(shape => renderShape(shape, maxRawLength)).join('\n')}
</svg>
`
}

/** The pattern of each area, so that no status is shown by color alone. */
const textures: Record<Exclude<BoxStyle, 'heartbeat'>, string> = {
  false: '',
  true: '<path class="true-lines" stroke-opacity=".55" d="M0 0L8 8M8 0L0 8"/>',
  unknown:
    '<path class="unknown-lines" stroke-width="2" stroke-linecap="round" stroke-opacity=".7" d="M2 2h.01M6 6h.01"/>',
  marked: '<path class="marked-lines" stroke-opacity=".5" d="M0 2H8M0 6H8"/>',
  partition: '',
  silent: '<path class="silent-lines" stroke-opacity=".8" d="M-2 2L2 -2M0 8L8 0M6 10L10 6"/>',
  outdated: '<path class="outdated-lines" stroke-opacity=".45" d="M-2 2L2 -2M0 8L8 0M6 10L10 6"/>',
}

const patterns = Object.entries(textures)
  .map(
    ([name, lines]) =>
      `<pattern id="${name}" width="8" height="8" patternUnits="userSpaceOnUse"><rect class="${name}-fill" width="8" height="8"/>${lines}</pattern>`,
  )
  .join('\n')

/** Paths relative to the center of the glyph. */
const glyphPaths: Record<GlyphName, string> = {
  killed: 'M-4-4L4 4M4-4L-4 4',
  failed: 'M-4.5 0A4.5 4.5 0 1 1 4.5 0A4.5 4.5 0 1 1-4.5 0M-3.2-3.2L3.2 3.2',
  event: 'M-4 0A4 4 0 1 1 4 0A4 4 0 1 1-4 0Z',
  warning: 'M0-5.5L5.5 4.5H-5.5Z',
  watchdog: 'M0-6L6 0L0 6L-6 0Z',
}

const renderShape = (shape: Shape, maxRawLength: number): string => {
  if (shape.shape === 'box') return renderBox(shape, maxRawLength)
  if (shape.shape === 'glyph') return renderGlyph(shape, maxRawLength)
  return shape.shape === 'line' ? renderLine(shape) : renderLabel(shape)
}

const renderBox = ({ x, y, width, height, style, detail }: Box, maxRawLength: number): string => {
  const fill = style === 'heartbeat' ? '' : ` fill="url(#${style})"`
  const position = `x="${x}" y="${y}" width="${width}" height="${height}"`
  return renderElement(`rect class="${style}"${fill} ${position}`, detail, maxRawLength)
}

const renderGlyph = ({ x, y, glyph, detail }: Glyph, maxRawLength: number): string =>
  renderElement(
    `path class="glyph ${glyph}" transform="translate(${x} ${y})" d="${glyphPaths[glyph]}"`,
    detail,
    maxRawLength,
  )

const renderLine = ({ x1, y1, x2, y2, style }: Line): string =>
  `<path class="${style}" d="M${x1} ${y1}L${x2} ${y2}"/>`

const renderLabel = ({ x, y, text, style, anchor }: Label): string => {
  const anchorAttribute = anchor ? ` text-anchor="${anchor}"` : ''
  return `<text class="${style}" font-size="${fontSizes[style]}" x="${x}" y="${y}"${anchorAttribute}>${escapeText(text)}</text>`
}

const renderElement = (start: string, detail: Detail | undefined, maxRawLength: number): string => {
  if (!detail) return `<${start}/>`
  const isLong = detail.rawRecord.length > maxRawLength
  const raw =
    detail.rawRecord && `\n\n${detail.rawRecord.slice(0, maxRawLength)}${isLong ? '…' : ''}`
  return `<${start}><title>${escapeText(detail.text + raw)}</title></${start.split(' ', 1)}>`
}

/**
 * Control characters and lone surrogates, which XML 1.0 does not allow, and bidirectional overrides, which would
 * reverse the text.
 */
const invalidCharacters =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finds these characters.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udfff]/gu

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Escapes text for XML and HTML, in elements and attributes. Replaces invalid characters with U+FFFD. */
export const escapeText = (text: string): string =>
  text
    .replace(invalidCharacters, '\ufffd')
    .replace(/\r\n?/g, '\n')
    .replace(/[&<>"]/g, character => entities[character] ?? '')
