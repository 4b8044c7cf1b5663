import { escapeText } from '../timeline/svg.mts'

/**
 * Renders the page without data. Its scripts load the data. If `readOnlyReason` is given, the page shows it instead of
 * the buttons.
 */
export const renderPage = (readOnlyReason: string | undefined): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>node-problem-detector live</title>
<link rel="icon" href="icon.svg">
<link rel="stylesheet" href="page.css">
<script type="module" src="main.mjs"></script>
<body>
<a class="skip" href="#narration">Skip to the narration</a>
<header>
<h1 id="title">node-problem-detector live</h1>
<p id="status" role="status">Connecting…</p>
</header>
<main>
${timeline}
${narration}
${renderNodesSection(readOnlyReason)}
${plugins}
</main>
<div id="panel" aria-hidden="true" hidden></div>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`

const timeline = `<section id="timeline-section" aria-labelledby="timeline-title">
<h2 id="timeline-title">Timeline</h2>
<p class="hint">Upper lane: what NPD found on the node. Lower lane: what the API server reports. Point to an element, or press Tab and then the arrow keys, to see its record.</p>
<div class="tools">
<button id="pause" type="button" aria-pressed="false" disabled>Pause</button>
<label>Show <select id="span">
<option value="60000">1 minute</option>
<option value="300000" selected>5 minutes</option>
<option value="900000">15 minutes</option>
<option value="3600000">1 hour</option>
</select></label>
<label class="grow">Until <input id="until" type="range" step="1000" disabled></label>
<output id="until-text" for="until">now</output>
</div>
<div id="timeline"></div>
</section>`

const narration = `<section id="narration" aria-labelledby="narration-title" tabindex="-1">
<h2 id="narration-title">What is happening</h2>
<button id="tour-start" type="button">Take the tour (six steps)</button>
<div id="tour" role="group" aria-labelledby="tour-title" hidden>
<h3 id="tour-title" tabindex="-1"></h3>
<p id="tour-text"></p>
<pre id="tour-command" class="command"></pre>
<p id="tour-waiting" role="status"></p>
<div class="tools">
<button id="tour-back" type="button">Back</button>
<button id="tour-next" type="button">Next step</button>
<button id="tour-end" type="button">End the tour</button>
</div>
</div>
<ol id="entries" aria-live="off"></ol>
</section>`

const renderNodesSection = (readOnlyReason: string | undefined): string => {
  const box = '<input id="select-all" type="checkbox" aria-label="Select all nodes">'
  const allowChanges = readOnlyReason === undefined
  const end = allowChanges
    ? '<div id="actions"></div>\n<p id="result" role="status"></p>'
    : `<p>${escapeText(readOnlyReason)}</p>`
  return `<section id="nodes-section" aria-labelledby="nodes-title">
<h2 id="nodes-title">Nodes</h2>
<div class="scroll"><table>
<thead><tr>${allowChanges ? `<th scope="col">${box}</th>` : ''}<th scope="col">Node</th>
<th scope="col">NPD</th><th scope="col">API server</th><th scope="col">State</th></tr></thead>
<tbody id="nodes"></tbody>
</table></div>
${end}
</section>`
}

const plugins = `<section aria-label="Plugins">
<details id="plugins"><summary><h2>Plugins: definitions, scripts and recent runs</h2></summary>
<div class="tools">
<label>Plugin <select id="plugin"></select></label>
<label>Node <select id="plugin-node"></select></label>
</div>
<h3>Recent runs, newest first</h3>
<p id="runs-note"></p>
<div class="scroll"><table id="runs">
<thead><tr><th scope="col">End</th><th scope="col">Exit</th><th scope="col">Duration</th>
<th scope="col">Result</th><th scope="col">Message (stdout, truncated by NPD)</th></tr></thead>
<tbody id="runs-body"></tbody>
</table></div>
<h3>Lines in NPD's log</h3>
<pre id="runs-log" class="command"></pre>
<details><summary>Definition</summary><pre id="plugin-definition" class="command"></pre></details>
<details><summary>Script</summary><pre id="plugin-script" class="command"></pre></details>
<details><summary>NPD's /conditions endpoint</summary><pre id="runs-conditions" class="command"></pre></details>
<details><summary>NPD's metrics</summary><pre id="runs-metrics" class="command"></pre></details>
</details>
</section>`
