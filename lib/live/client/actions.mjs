// The table of nodes, and the buttons that change them.
import { create, find } from './dom.mjs'

/** @typedef {import('./types.d.ts').State} State */
/** @typedef {import('./types.d.ts').NodeState} NodeState */
/** @typedef {{ action: string, label: string, onNodes: boolean }} Button */

/** @type {Button[]} */
const buttons = [
  { action: 'cut', label: 'Disconnect NPD', onNodes: true },
  { action: 'heal', label: 'Connect all nodes again', onNodes: false },
  { action: 'demo-on', label: 'Switch DemoProblem on', onNodes: true },
  { action: 'demo-off', label: 'Switch DemoProblem off', onNodes: true },
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
    for (const { action, onNodes } of buttons) {
      const names = [...selected]
      const { isWatchdogRunning, commands } = state
      const fits =
        action === 'watchdog-start'
          ? !isWatchdogRunning
          : action !== 'watchdog-stop' || isWatchdogRunning
      find(`action-${action}`, HTMLButtonElement).disabled =
        isBusy || !fits || (onNodes && names.length === 0)
      const shown = onNodes && names.length === 0 ? ['NODE'] : names
      find(`command-${action}`, HTMLElement).textContent = fill(commands[action] ?? '', shown)
    }
  }

  /** @param {Button} button */
  const run = async ({ action, onNodes }) => {
    const result = find('result', HTMLElement)
    isBusy = true
    showButtons()
    result.textContent = 'Running…'
    const nodes = onNodes ? [...selected] : []
    const { message, hint } = await post({ action, nodes })
    result.textContent = hint ? `${message} ${hint}` : message
    isBusy = false
    showButtons()
  }

  const createButtons = () => {
    const place = find('actions', HTMLElement)
    if (place.childElementCount > 0) return
    for (const button of buttons) {
      const { action, label } = button
      const element = create('button', { type: 'button', id: `action-${action}` }, label)
      element.setAttribute('aria-describedby', `command-${action}`)
      element.addEventListener('click', () => run(button))
      const command = create('code', { id: `command-${action}` })
      place.append(create('div', {}, element, command))
    }
    find('select-all', HTMLInputElement).addEventListener('change', event => {
      const { checked } = /** @type {HTMLInputElement} */ (event.target)
      for (const { node } of state?.nodes ?? [])
        if (checked) selected.add(node)
        else selected.delete(node)
      showRows()
    })
  }

  const showRows = () => {
    if (!state) return
    const { canChange, nodes } = state
    const focused = document.activeElement?.id
    body.replaceChildren(...nodes.map(node => renderRow(node, canChange ? createBox(node) : [])))
    if (focused?.startsWith('select-')) document.getElementById(focused)?.focus()
    showButtons()
  }

  /** @param {NodeState} node */
  const createBox = ({ node }) => {
    const box = create('input', {
      type: 'checkbox',
      id: `select-${node}`,
      checked: selected.has(node),
    })
    box.setAttribute('aria-label', `Select ${node}`)
    box.addEventListener('change', () => {
      if (box.checked) selected.add(node)
      else selected.delete(node)
      showButtons()
    })
    return [create('td', {}, box)]
  }

  return {
    /** @param {State} news */
    show: news => {
      state = news
      const names = new Set(news.nodes.map(({ node }) => node))
      for (const node of selected) if (!names.has(node)) selected.delete(node)
      if (news.canChange) createButtons()
      showRows()
    },
  }
}

/**
 * @param {NodeState} node
 * @param {HTMLElement[]} first
 */
const renderRow = (node, first) => {
  const row = create('tr', {}, ...first)
  row.append(
    create('th', { scope: 'row' }, node.node),
    create('td', { className: node.knew.toLowerCase() }, node.knew || 'not known'),
    create('td', { className: node.said.toLowerCase() }, node.said || 'missing'),
    create('td', {}, describe(node)),
  )
  return row
}

/** @param {NodeState} node */
const describe = ({ knew, said, isCut, isSilent, isMarked }) => {
  const words = [
    isCut ? 'disconnected' : '',
    isSilent ? 'silent' : '',
    isMarked ? 'marked by the watchdog' : '',
    knew && said && knew !== said ? 'lanes differ' : '',
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
    return { message: `The server answered: ${await response.text()}` }
  } catch {
    return { message: 'The server did not answer. Is the script still running?' }
  }
}
