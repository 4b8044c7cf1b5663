// The panel of plugins: definition, script, and the last runs on one node.
import { clock, create, find } from './dom.mjs'

/** @typedef {import('./types.d.ts').PluginInfo} PluginInfo */
/** @typedef {import('./types.d.ts').NodeRuns} NodeRuns */
/** @typedef {import('./types.d.ts').RunReport} RunReport */

const refreshMs = 2_000
const unavailable = 'Not available here.'

export const createPlugins = () => {
  const panel = find('plugins', HTMLDetailsElement)
  const plugin = find('plugin', HTMLSelectElement)
  const node = find('plugin-node', HTMLSelectElement)
  /** @type {PluginInfo[]} */
  let plugins = []
  let isLoading = false
  let loadedAt = 0

  const showPlugin = () => {
    const chosen = plugins[plugin.selectedIndex]
    find('plugin-definition', HTMLElement).textContent = chosen?.definition ?? ''
    find('plugin-script', HTMLElement).textContent =
      chosen?.script || 'The ConfigMap of NPD does not contain this script.'
  }

  const loadPlugins = async () => {
    plugins = await load('plugins')
    plugin.replaceChildren(
      ...plugins.map(({ name, path }) => create('option', {}, `${name}: ${path}`)),
    )
    showPlugin()
  }

  const loadRuns = async () => {
    const chosen = plugins[plugin.selectedIndex]
    if (!chosen || !node.value) return
    /** @type {NodeRuns} */
    const found = await load(`runs?node=${encodeURIComponent(node.value)}`)
    showRuns(found, chosen)
  }

  const refresh = async () => {
    if (!panel.open || isLoading) return
    isLoading = true
    loadedAt = performance.now()
    try {
      if (plugins.length === 0) await loadPlugins()
      await loadRuns()
    } catch {
      // The page reports that it is disconnected, and this runs again later.
    }
    isLoading = false
  }

  panel.addEventListener('toggle', refresh)
  plugin.addEventListener('change', () => {
    showPlugin()
    refresh()
  })
  node.addEventListener('change', refresh)

  return {
    /** @param {{ node: string }[]} nodes */
    show: nodes => {
      const names = nodes.map(({ node }) => node).sort()
      const shown = [...node.options].map(({ value }) => value)
      if (names.join() === shown.join()) return
      const { value } = node
      node.replaceChildren(...names.map(name => create('option', { value: name }, name)))
      if (names.includes(value)) node.value = value
    },
    /** Loads the runs again if they are old. */
    update: () => {
      if (performance.now() - loadedAt > refreshMs) refresh()
    },
  }
}

/** @param {string} path */
const load = async path => {
  const response = await fetch(path)
  if (!response.ok) throw new Error(await response.text())
  return response.json()
}

/**
 * @param {NodeRuns} found
 * @param {PluginInfo} plugin
 */
const showRuns = ({ runs, log, conditions, metrics }, { path, name }) => {
  const table = find('runs', HTMLTableElement)
  const pluginRuns = runs?.filter(
    run => run.path === path && (run.condition || run.reason) === name,
  )
  table.hidden = !pluginRuns
  find('runs-note', HTMLElement).textContent = pluginRuns
    ? pluginRuns.length === 0
      ? 'No run yet.'
      : ''
    : `Exit code, duration and stdout: ${unavailable.toLowerCase()}`
  find('runs-body', HTMLTableSectionElement).replaceChildren(
    ...(pluginRuns ?? []).reverse().map(renderRun),
  )
  const lines = log
    ?.filter(line => line.includes(path) || line.includes(`Type:${name} `))
    .slice(-20)
  set('runs-log', lines && (lines.join('\n') || 'No line about this plugin.'))
  set('runs-conditions', conditions)
  set('runs-metrics', metrics)
}

/**
 * @param {string} id
 * @param {string | null | undefined} text
 */
const set = (id, text) => {
  find(id, HTMLElement).textContent = text ?? unavailable
}

/** @param {RunReport} run */
const renderRun = ({ at, exit, timedOut, durationMs, status, message, stdoutSize, stderr }) => {
  const lost = stdoutSize > new TextEncoder().encode(message).length
  const output = create('td', {}, create('code', {}, message || '(empty)'))
  if (lost && !timedOut) output.append(create('p', { className: 'hint' }, `of ${stdoutSize} bytes`))
  if (stderr) output.append(create('p', { className: 'hint' }, `stderr: ${stderr}`))
  return create(
    'tr',
    {},
    create('td', {}, clock(at)),
    create('td', {}, timedOut ? `killed at its timeout (${exit})` : exit),
    create('td', {}, `${(durationMs / 1000).toFixed(2)} s`),
    create('td', {}, status),
    output,
  )
}
