// The table of nodes, and the buttons that change them.
import { createElement, findElement } from './dom.mjs'

/** @typedef {import('./types.d.ts').State} State */
/** @typedef {import('./types.d.ts').NodeState} NodeState */
/** @typedef {{ action: string, label: string, needsSelection: boolean }} Button */

/** @type {Button[]} */
const buttons = [
  { action: 'disconnect', label: 'Disconnect NPD', needsSelection: true },
  { action: 'reconnect', label: 'Reconnect all nodes', needsSelection: false },
  { action: 'demo-on', label: 'Turn on DemoProblem', needsSelection: true },
  { action: 'demo-off', label: 'Turn off DemoProblem', needsSelection: true },
  { action: 'restart', label: 'Restart NPD', needsSelection: true },
  { action: 'watchdog-start', label: 'Start the watchdog', needsSelection: false },
  { action: 'watchdog-stop', label: 'Stop the watchdog', needsSelection: false },
]

export const createActions = () => {
  const tableBody = findElement('nodes', HTMLTableSectionElement)
  /** @type {Set<string>} */
  const selected = new Set()
  /** @type {State | undefined} */
  let state
  let isBusy = false

  const showButtons = () => {
    if (!state?.allowChanges) return
    for (const button of buttons) updateButton(button, { state, isBusy, nodes: [...selected] })
  }

  /** @param {Button} button */
  const run = async ({ action, needsSelection }) => {
    const result = findElement('result', HTMLElement)
    if (isBusy) return
    isBusy = true
    showButtons()
    result.textContent = 'Running…'
    const { message, hint } = await post({ action, nodes: needsSelection ? [...selected] : [] })
    result.textContent = hint ? `${message} ${hint}` : message
    isBusy = false
    showButtons()
  }

  /**
   * @param {string} node
   * @param {boolean} isSelected
   */
  const select = (node, isSelected) => {
    if (isSelected) selected.add(node)
    else selected.delete(node)
    showButtons()
  }

  const showRows = () => {
    if (!state) return
    const { allowChanges, nodes } = state
    const focused = document.activeElement?.id
    const rows = nodes.map(node => {
      const leadingCells = allowChanges
        ? [createCheckboxCell(node.node, selected.has(node.node), select)]
        : []
      return renderRow(node, leadingCells)
    })
    tableBody.replaceChildren(...rows)
    if (focused?.startsWith('select-')) document.getElementById(focused)?.focus()
    showButtons()
  }

  /** @param {boolean} isSelected */
  const selectAll = isSelected => {
    for (const { node } of state?.nodes ?? []) select(node, isSelected)
    showRows()
  }

  return {
    /** @param {State} update */
    show: update => {
      if (update.allowChanges && !state) createButtons(run, selectAll)
      state = update
      const names = new Set(update.nodes.map(({ node }) => node))
      for (const node of selected) if (!names.has(node)) selected.delete(node)
      showRows()
    },
  }
}

/**
 * @param {(button: Button) => void} run
 * @param {(isSelected: boolean) => void} selectAll
 */
const createButtons = (run, selectAll) => {
  for (const button of buttons) {
    const { action, label } = button
    const element = createElement('button', { type: 'button', id: `action-${action}` }, label)
    element.setAttribute('aria-describedby', `command-${action}`)
    element.addEventListener('click', () => run(button))
    const command = createElement('code', { id: `command-${action}` })
    findElement('actions', HTMLElement).append(createElement('div', {}, element, command))
  }
  const all = findElement('select-all', HTMLInputElement)
  all.addEventListener('change', () => selectAll(all.checked))
}

/**
 * @param {Button} button
 * @param {{ state: State, isBusy: boolean, nodes: string[] }} context
 */
const updateButton = ({ action, needsSelection }, { state, isBusy, nodes }) => {
  const { isWatchdogRunning, commands } = state
  const isApplicable =
    action === 'watchdog-start'
      ? !isWatchdogRunning
      : action !== 'watchdog-stop' || isWatchdogRunning
  const isMissingNodes = needsSelection && nodes.length === 0
  const element = findElement(`action-${action}`, HTMLButtonElement)
  element.disabled = !isApplicable || isMissingNodes
  // While an action runs, set only `aria-disabled`, because a disabled button would lose focus.
  element.setAttribute('aria-disabled', String(isBusy))
  const command = fill(commands[action] ?? '', isMissingNodes ? ['NODE'] : nodes)
  findElement(`command-${action}`, HTMLElement).textContent = command
}

/**
 * @param {string} node
 * @param {boolean} isSelected
 * @param {(node: string, isSelected: boolean) => void} select
 */
const createCheckboxCell = (node, isSelected, select) => {
  const box = createElement('input', {
    type: 'checkbox',
    id: `select-${node}`,
    checked: isSelected,
  })
  box.setAttribute('aria-label', `Select ${node}`)
  box.addEventListener('change', () => select(node, box.checked))
  return createElement('td', {}, box)
}

/**
 * @param {NodeState} node
 * @param {HTMLElement[]} leadingCells
 */
const renderRow = (node, leadingCells) => {
  const row = createElement('tr', {}, ...leadingCells)
  row.append(
    createElement('th', { scope: 'row' }, node.node),
    createElement('td', { className: node.fromNpd.toLowerCase() }, node.fromNpd || 'unknown'),
    createElement('td', { className: node.fromApi.toLowerCase() }, node.fromApi || 'missing'),
    createElement('td', {}, describe(node)),
  )
  return row
}

/** @param {NodeState} node */
const describe = ({ fromNpd, fromApi, isDisconnected, isSilent, isMarked }) => {
  const phrases = [
    isDisconnected ? 'disconnected' : '',
    isSilent ? 'silent' : '',
    isMarked ? 'marked by the watchdog' : '',
    fromNpd && fromApi && fromNpd !== fromApi ? 'lanes differ' : '',
  ].filter(Boolean)
  return phrases.length > 0 ? phrases.join(', ') : 'lanes agree'
}

/**
 * @param {string} template
 * @param {string[]} nodes
 */
const fill = (template, nodes) =>
  template.includes('{node}')
    ? nodes.map(node => template.replace('{node}', node)).join('\n')
    : template.replace('{nodes}', nodes.join(','))

/**
 * @param {object} request
 * @returns {Promise<{ message: string, hint?: string }>}
 */
const post = async request => {
  try {
    const response = await fetch('actions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    })
    if (response.headers.get('content-type')?.startsWith('application/json'))
      return await response.json()
    return { message: `The server responded: ${await response.text()}` }
  } catch {
    return { message: 'The server did not respond. Is the script still running?' }
  }
}
