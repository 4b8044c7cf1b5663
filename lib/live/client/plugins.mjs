// The plugins panel: definition, script, and the most recent runs on one node.
import { createElement, findElement, formatTimeOfDay, setText } from './dom.mjs'

/** @typedef {import('./types.d.ts').PluginInfo} PluginInfo */
/** @typedef {import('./types.d.ts').NodeRuns} NodeRuns */
/** @typedef {import('./types.d.ts').RunReport} RunReport */

const refreshMs = 2_000
const unavailable = 'Not available here.'

export const createPlugins = () => {
  const panel = findElement('plugins', HTMLDetailsElement)
  const pluginSelect = findElement('plugin', HTMLSelectElement)
  const nodeSelect = findElement('plugin-node', HTMLSelectElement)
  /** @type {PluginInfo[]} */
  let plugins = []
  let isLoading = false
  let loadedAt = 0

  const showPlugin = () => {
    const chosen = plugins[pluginSelect.selectedIndex]
    findElement('plugin-definition', HTMLElement).textContent = chosen?.definition ?? ''
    findElement('plugin-script', HTMLElement).textContent =
      chosen?.script || 'The ConfigMap of NPD does not contain this script.'
  }

  const loadPlugins = async () => {
    plugins = await load('plugins')
    pluginSelect.replaceChildren(
      ...plugins.map(({ name, path }) => createElement('option', {}, `${name}: ${path}`)),
    )
    showPlugin()
  }

  const loadRuns = async () => {
    const chosen = plugins[pluginSelect.selectedIndex]
    if (!chosen || !nodeSelect.value) return
    /** @type {NodeRuns} */
    const found = await load(`runs?node=${encodeURIComponent(nodeSelect.value)}`)
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
      // The page reports that it is disconnected, and `update` calls `refresh` again later.
    }
    isLoading = false
  }

  panel.addEventListener('toggle', refresh)
  pluginSelect.addEventListener('change', () => {
    showPlugin()
    refresh()
  })
  nodeSelect.addEventListener('change', refresh)

  return {
    /** @param {{ node: string }[]} nodes */
    show: nodes => {
      const names = nodes.map(({ node }) => node).sort()
      const shown = [...nodeSelect.options].map(({ value }) => value)
      if (names.join() === shown.join()) return
      const { value } = nodeSelect
      nodeSelect.replaceChildren(
        ...names.map(name => createElement('option', { value: name }, name)),
      )
      if (names.includes(value)) nodeSelect.value = value
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
  const table = findElement('runs', HTMLTableElement)
  const pluginRuns = runs?.filter(
    run => run.path === path && (run.condition || run.reason) === name,
  )
  table.hidden = !pluginRuns
  findElement('runs-note', HTMLElement).textContent = pluginRuns
    ? pluginRuns.length === 0
      ? 'No runs yet.'
      : ''
    : `Exit code, duration and stdout: ${unavailable.toLowerCase()}`
  findElement('runs-body', HTMLTableSectionElement).replaceChildren(
    ...(pluginRuns ?? []).reverse().map(renderRun),
  )
  const lines = log
    ?.filter(line => line.includes(path) || line.includes(`Type:${name} `))
    .slice(-20)
  setText('runs-log', lines ? lines.join('\n') || 'No lines about this plugin.' : unavailable)
  setText('runs-conditions', conditions ?? unavailable)
  setText('runs-metrics', metrics ?? unavailable)
}

/** @param {RunReport} run */
const renderRun = ({ at, exit, timedOut, durationMs, status, message, stdoutSize, stderr }) => {
  const isTruncated = stdoutSize > new TextEncoder().encode(message).length
  const output = createElement('td', {}, createElement('code', {}, message || '(empty)'))
  if (isTruncated && !timedOut)
    output.append(createElement('p', { className: 'hint' }, `truncated from ${stdoutSize} bytes`))
  if (stderr) output.append(createElement('p', { className: 'hint' }, `stderr: ${stderr}`))
  return createElement(
    'tr',
    {},
    createElement('td', {}, formatTimeOfDay(at)),
    createElement('td', {}, timedOut ? `timed out, killed (${exit})` : exit),
    createElement('td', {}, `${(durationMs / 1000).toFixed(2)} s`),
    createElement('td', {}, status),
    output,
  )
}
