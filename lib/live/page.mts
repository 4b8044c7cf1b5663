/** The page without data, which its scripts add. */
export const renderPage = ({ canChange }: { canChange: boolean }): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>node-problem-detector live</title>
<link rel="icon" href="icon.svg">
<link rel="stylesheet" href="page.css">
<script type="module" src="main.mjs"></script>
<body>
<a class="skip" href="#narration">Skip to what happens</a>
<header>
<h1 id="title">node-problem-detector live</h1>
<p id="status" role="status">Connecting…</p>
</header>
<main>
${picture}
${narration}
${nodes(canChange)}
</main>
<div id="panel" aria-hidden="true" hidden></div>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`

const picture = `<section id="picture-section" aria-labelledby="picture-title">
<h2 id="picture-title">Picture</h2>
<p class="hint">Upper lane: what NPD found on the node. Lower lane: what the API server reports. Point at an
element, or press Tab and then the arrow keys, to see its record.</p>
<div class="tools">
<button id="pause" type="button" aria-pressed="false">Pause</button>
<label>Show <select id="span">
<option value="60000">1 minute</option>
<option value="300000" selected>5 minutes</option>
<option value="900000">15 minutes</option>
<option value="3600000">1 hour</option>
</select></label>
<label class="grow">Until <input id="until" type="range" step="1000"></label>
<output id="until-text" for="until">now</output>
</div>
<div id="picture"></div>
</section>`

const narration = `<section id="narration" aria-labelledby="narration-title" tabindex="-1">
<h2 id="narration-title">What happens</h2>
<ol id="entries" aria-live="off"></ol>
</section>`

const nodes = (
  canChange: boolean,
): string => `<section id="nodes-section" aria-labelledby="nodes-title">
<h2 id="nodes-title">Nodes</h2>
<div class="scroll"><table>
<thead><tr>${canChange ? '<th scope="col"><input id="select-all" type="checkbox" aria-label="Select all nodes"></th>' : ''}
<th scope="col">Node</th><th scope="col">NPD</th><th scope="col">API server</th><th scope="col">State</th></tr></thead>
<tbody id="nodes"></tbody>
</table></div>
${canChange ? '<div id="actions"></div>\n<p id="result" role="status"></p>' : readOnly}
</section>`

const readOnly = `<p>This page only reads. To use its buttons on this cluster, start it with <code>--allow-changes</code>.</p>`
