import type { BoxStyle } from './shapes.mts'

/**
 * The Okabe-Ito palette, whose colors color-blind people can tell apart. False is bluish green, True vermillion,
 * Unknown orange, the watchdog reddish purple, and a partition sky blue. Each also has a different pattern or
 * shape.
 */
interface Theme {
  background: string
  ink: string
  muted: string
  grid: string
  /** The fill and the lines of boxes. */
  boxes: Record<BoxStyle, [fill: string, lines: string]>
  glyphs: { trouble: string; event: string; watchdog: string }
}

const lightTheme: Theme = {
  background: '#ffffff',
  ink: '#1b1f24',
  muted: '#57606a',
  grid: '#d8dee4',
  boxes: {
    false: ['#c9ebdf', '#009e73'],
    true: ['#fbc9a9', '#d55e00'],
    unknown: ['#fde6b0', '#c98a00'],
    marked: ['#f3d7e6', '#b8568e'],
    partition: ['#56b4e9', '#0072b2'],
    silent: ['#f0f1f3', '#6e7781'],
    outdated: ['none', '#57606a'],
    heartbeat: ['#1b1f24', 'none'],
  },
  glyphs: { trouble: '#b34700', event: '#0072b2', watchdog: '#a3417a' },
}

const darkTheme: Theme = {
  background: '#0d1117',
  ink: '#e6edf3',
  muted: '#9da7b3',
  grid: '#2b323b',
  boxes: {
    false: ['#0c4435', '#2bbd90'],
    true: ['#6a2f00', '#ff8a3c'],
    unknown: ['#4f3b00', '#e69f00'],
    marked: ['#532942', '#cc79a7'],
    partition: ['#56b4e9', '#56b4e9'],
    silent: ['#1c2128', '#8b949e'],
    outdated: ['none', '#b1bac4'],
    heartbeat: ['#e6edf3', 'none'],
  },
  glyphs: { trouble: '#ff9a57', event: '#56b4e9', watchdog: '#e39ac4' },
}

/** Print always uses the light theme. */
export const darkMedia = '@media screen and (prefers-color-scheme: dark)'

const renderThemeRules = ({ background, ink, muted, grid, boxes, glyphs }: Theme): string =>
  [
    `.background{fill:${background}}`,
    `text{fill:${ink}}`,
    `.row,.small,.axis{fill:${muted}}`,
    `.lane{stroke:${background}}`,
    `.grid{stroke:${grid}}`,
    `.edge{stroke:${muted}}`,
    `.event{fill:${glyphs.event}}`,
    `.warning{fill:${glyphs.trouble}}`,
    `.watchdog{fill:${glyphs.watchdog}}`,
    `.killed,.failed{stroke:${glyphs.trouble}}`,
    ...Object.entries(boxes).map(
      ([name, [fill, lines]]) =>
        `.${name}{stroke:${lines}}.${name}-fill{fill:${fill}}.${name}-lines{stroke:${lines}}`,
    ),
    `.heartbeat{fill:${ink}}`,
  ].join('\n')

/** The rules that both color schemes share. */
const sharedRules = `
text{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
.title,.node{font-weight:600}
.lane{paint-order:stroke;stroke-width:4px;stroke-linejoin:round;stroke-opacity:.85}
.partition-fill{fill-opacity:.16}
.partition{stroke-dasharray:5 3}
.outdated{stroke:none}
.heartbeat{stroke:transparent;stroke-width:5px;pointer-events:all}
.killed,.failed{fill:none;stroke-width:2px}
.glyph{pointer-events:bounding-box}
:focus{outline:none}
:focus-visible{stroke-width:3px}
`.trim()

/** The style sheet of a timeline, for light and dark color schemes. */
export const figureStyle = `${sharedRules}\n${renderThemeRules(lightTheme)}\n${darkMedia}{\n${renderThemeRules(darkTheme)}\n}`
