// A guided tour of six steps. Each step waits until its `isDone` function returns true.
import { findElement, setText } from './dom.mjs'

/** @typedef {import('./types.d.ts').State} State */
/** @typedef {import('./types.d.ts').NodeState} NodeState */
/**
 * @typedef {object} Step
 * @property {string} title
 * @property {string} text
 * @property {string} [action] The action whose command is shown.
 * @property {string} [waitingText] What the step waits for.
 * @property {(nodes: NodeState[]) => boolean} isDone
 */

const storageKey = 'tour'

/** @param {NodeState} node */
const hasDifferentLanes = ({ fromNpd, fromApi }) =>
  fromNpd !== '' && fromApi !== '' && fromNpd !== fromApi

/** @type {Step[]} */
const steps = [
  {
    title: 'Two lanes that agree',
    text: 'Each node has two lanes. The upper lane shows what NPD found on the node, according to its log. The lower lane shows what the API server reports. The ticks below mark the heartbeats: NPD renews its conditions at a fixed interval, even if nothing has changed.',
    isDone: () => true,
  },
  {
    title: 'Disconnect NPD',
    text: 'Select one or two worker nodes under Nodes, and disconnect NPD from the network. The kubelet is not affected, so the nodes stay Ready.',
    action: 'disconnect',
    waitingText: 'Waiting until NPD on a node is disconnected.',
    isDone: nodes => nodes.some(({ isDisconnected }) => isDisconnected),
  },
  {
    title: 'NPD finds the problem',
    text: 'The plugin cannot reach the API server, so NPD kills it at its timeout and sets the condition to Unknown. But NPD cannot report this to the API server: the lower lane still shows the old value.',
    waitingText: 'Waiting until the two lanes of a disconnected node differ.',
    isDone: nodes => nodes.some(node => node.isDisconnected && hasDifferentLanes(node)),
  },
  {
    title: 'Silence',
    text: 'The heartbeats have stopped. After two missed heartbeats, NPD on this node is reported as silent. The status is only the last value that NPD could send.',
    waitingText: 'Waiting until a node is silent.',
    isDone: nodes => nodes.some(({ isSilent }) => isSilent),
  },
  {
    title: 'An observer outside the node',
    text: 'Start the watchdog. It checks the heartbeats from outside, and sets the conditions of silent nodes to Unknown.',
    action: 'watchdog-start',
    waitingText: 'Waiting until the watchdog has updated the condition of a node.',
    isDone: nodes => nodes.some(({ isMarked }) => isMarked),
  },
  {
    title: 'Reconnect the nodes',
    text: 'Reconnect all nodes to the network. NPD reports again, and its own writes replace those of the watchdog. Often it first reports the past problem, and then the healthy state.',
    action: 'reconnect',
    waitingText: 'Waiting until all nodes are connected and all lanes agree.',
    isDone: nodes =>
      nodes.every(node => !node.isDisconnected && !node.isSilent && !hasDifferentLanes(node)),
  },
]

export const createTour = () => {
  const box = findElement('tour', HTMLElement)
  const next = findElement('tour-next', HTMLButtonElement)
  /** The index of the current step; -1 if the tour is not running. */
  let step = Number(sessionStorage.getItem(storageKey) ?? -1)
  let isStepDone = false
  /** @type {State | undefined} */
  let state

  const show = () => {
    const current = steps[step]
    box.hidden = !current
    findElement('tour-start', HTMLButtonElement).hidden = current !== undefined
    if (!current || !state) return
    isStepDone ||= current.isDone(state.nodes)
    const command = current.action ? (state.commands[current.action] ?? '') : ''
    const commandText = command.replace(/\{nodes?\}/, 'NODE')
    setText('tour-title', `Step ${step + 1} of ${steps.length}: ${current.title}`)
    setText('tour-text', current.text)
    setText('tour-command', commandText)
    findElement('tour-command', HTMLElement).hidden = commandText === ''
    setText(
      'tour-waiting',
      isStepDone ? 'Done. Look at the timeline, then continue.' : (current.waitingText ?? ''),
    )
    next.textContent = step === steps.length - 1 ? 'Finish' : 'Next step'
    next.disabled = !isStepDone
  }

  /** @param {number} index */
  const goTo = index => {
    step = index < steps.length ? index : -1
    isStepDone = false
    sessionStorage.setItem(storageKey, String(step))
    show()
    if (step >= 0) findElement('tour-title', HTMLElement).focus()
    else findElement('tour-start', HTMLButtonElement).focus()
  }

  findElement('tour-start', HTMLButtonElement).addEventListener('click', () => goTo(0))
  findElement('tour-end', HTMLButtonElement).addEventListener('click', () => goTo(steps.length))
  findElement('tour-back', HTMLButtonElement).addEventListener('click', () =>
    goTo(Math.max(0, step - 1)),
  )
  next.addEventListener('click', () => goTo(step + 1))

  return {
    /** @param {State} newState */
    show: newState => {
      state = newState
      show()
    },
  }
}
