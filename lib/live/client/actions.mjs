// The table of nodes, and the buttons that change them.
import { create, find } from './dom.mjs'

/** @typedef {import('./types.d.ts').State} State */
/** @typedef {import('./types.d.ts').NodeState} NodeState */
/** @typedef {{ action: string, label: string, onNodes: boolean }} Button */

/** @type {Button[]} */
const buttons = [
  { action: 'cut', label: 'Disconnect NPD', onNodes: true },
  { action: 'heal', label: 'Reconnect all nodes', onNodes: false },
  { action: 'demo-on', label: 'Turn on DemoProblem', onNodes: true },
  { action: 'demo-off', label: 'Turn off DemoProblem', onNodes: true },
  { action: 'restart', label: 'Restart NPD', onNodes: true },
  { action: 'watchdog-start', label: 'Start the watchdog', onNodes: false },
  { action: 'watchdog-stop', label: 'Stop the watchdog', onNodes: false },
]

export const createActions = () => {
  const body = find('nodes', HTMLTableSectionElement)
  /** @type {Set<string>} */
  const selected = new Set()
  /** @type {State | undefined} */
  let state
  let isBusy = false

  const showButtons = () => {
    if (!state?.canChange) return
    for (const button of buttons) showButton(button, { state, isBusy, nodes: [...selected] })
  }

  /** @param {Button} button */
  const run = async ({ action, onNodes }) => {
    const result = find('result', HTMLElement)
    if (isBusy) return
    isBusy = true
    showButtons()
    result.textContent = 'Running…'
    const { message, hint } = await post({ action, nodes: onNodes ? [...selected] : [] })
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
    const { canChange, nodes } = state
    const focused = document.activeElement?.id
    const rows = nodes.map(node => {
      const box = canChange ? [createBox(node.node, selected.has(node.node), select)] : []
      return renderRow(node, box)
    })
    body.replaceChildren(...rows)
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
      if (update.canChange && !state) createButtons(run, selectAll)
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
    const element = create('button', { type: 'button', id: `action-${action}` }, label)
    element.setAttribute('aria-describedby', `command-${action}`)
    element.addEventListener('click', () => run(button))
    const command = create('code', { id: `command-${action}` })
    find('actions', HTMLElement).append(create('div', {}, element, command))
  }
  const all = find('select-all', HTMLInputElement)
  all.addEventListener('change', () => selectAll(all.checked))
}

/**
 * @param {Button} button
 * @param {{ state: State, isBusy: boolean, nodes: string[] }} situation
 */
const showButton = ({ action, onNodes }, { state, isBusy, nodes }) => {
  const { isWatchdogRunning, commands } = state
  const isUseful =
    action === 'watchdog-start'
      ? !isWatchdogRunning
      : action !== 'watchdog-stop' || isWatchdogRunning
  const isMissingNodes = onNodes && nodes.length === 0
  const element = find(`action-${action}`, HTMLButtonElement)
  element.disabled = !isUseful || isMissingNodes
  // A disabled button would lose the focus.
  element.setAttribute('aria-disabled', String(isBusy))
  const command = fill(commands[action] ?? '', isMissingNodes ? ['NODE'] : nodes)
  find(`command-${action}`, HTMLElement).textContent = command
}

/**
 * @param {string} node
 * @param {boolean} isSelected
 * @param {(node: string, isSelected: boolean) => void} select
 */
const createBox = (node, isSelected, select) => {
  const box = create('input', { type: 'checkbox', id: `select-${node}`, checked: isSelected })
  box.setAttribute('aria-label', `Select ${node}`)
  box.addEventListener('change', () => select(node, box.checked))
  return create('td', {}, box)
}

/**
 * @param {NodeState} node
 * @param {HTMLElement[]} first
 */
const renderRow = (node, first) => {
  const row = create('tr', {}, ...first)
  row.append(
    create('th', { scope: 'row' }, node.node),
    create('td', { className: node.fromNpd.toLowerCase() }, node.fromNpd || 'not known'),
    create('td', { className: node.fromApi.toLowerCase() }, node.fromApi || 'missing'),
    create('td', {}, describe(node)),
  )
  return row
}

/** @param {NodeState} node */
const describe = ({ fromNpd, fromApi, isDisconnected, isSilent, isMarked }) => {
  const words = [
    isDisconnected ? 'disconnected' : '',
    isSilent ? 'silent' : '',
    isMarked ? 'marked by the watchdog' : '',
    fromNpd && fromApi && fromNpd !== fromApi ? 'lanes differ' : '',
  ].filter(Boolean)
  return words.length > 0 ? words.join(', ') : 'lanes agree'
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
