import { darkMedia } from './theme.mts'

/**
 * The style sheet of the page. The page fits on one printed page, in portrait or landscape orientation,
 * unless the timeline is too tall.
 */
export const pageStyleFor = ({ width, height }: { width: number; height: number }): string => {
  const aspectRatio = height / width
  const orientation = aspectRatio < 0.6 ? 'landscape' : 'portrait'
  const maxHeight = orientation === 'landscape' ? '145mm' : '215mm'
  return `${pageStyle}
@page{size:A4 ${orientation};margin:12mm}
${aspectRatio < 1.3 ? `@media print{svg{max-height:${maxHeight}}}` : ''}`
}

const pageStyle = `
:root{color-scheme:light dark}
body{margin:0 auto;padding:16px;max-width:1400px;background:#fff;color:#1b1f24;
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
svg{display:block;width:100%;height:auto}
svg [tabindex]:focus-visible{outline:2px solid #0072b2;outline-offset:2px}
.caption{max-width:75ch;margin:16px}
details{margin:16px}
summary{cursor:pointer}
table{border-collapse:collapse;font-size:13px;width:100%}
th,td{text-align:left;vertical-align:top;padding:4px 10px 4px 0;border-bottom:1px solid #d8dee4}
td:first-child{white-space:nowrap;font-variant-numeric:tabular-nums}
code,pre{font:12px/1.4 ui-monospace,"DejaVu Sans Mono",monospace;white-space:pre-wrap;overflow-wrap:anywhere}
#panel{position:fixed;box-sizing:border-box;width:min(560px,calc(100vw - 16px));max-height:50vh;overflow:hidden;
padding:8px 12px;background:#fff;border:1px solid #57606a;border-radius:4px;pointer-events:none;
box-shadow:0 2px 8px rgb(0 0 0/.25);font-size:13px}
#panel p{margin:0;white-space:pre-line}
#panel pre{margin:8px 0 0}
${darkMedia}{
body{background:#0d1117;color:#e6edf3}
th,td{border-color:#30363d}
#panel{background:#161b22;border-color:#8b949e}
svg [tabindex]:focus-visible{outline-color:#56b4e9}
}
@media print{body{padding:0;max-width:none}.caption{max-width:none;font-size:11px}.caption,details{margin:8px 0 0}.pointing{display:none}details:not([open]),#panel{display:none}}
`.trim()
