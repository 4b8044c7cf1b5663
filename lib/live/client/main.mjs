// Connects the page to the server.
import { createActions } from './actions.mjs'
import { findElement, setText } from './dom.mjs'
import { createNarration } from './narration.mjs'
import { createPlugins } from './plugins.mjs'
import { createTimeline } from './timeline.mjs'
import { createTour } from './tour.mjs'

/** @typedef {import('./types.d.ts').State} State */

// Remove the used token from the address bar.
history.replaceState(null, '', '/')

const timeline = createTimeline()
const narration = createNarration()
const actions = createActions()
const plugins = createPlugins()
const tour = createTour()
const eventSource = new EventSource('events')

/** @param {string} text */
const report = text => setText('status', text)

eventSource.addEventListener('reset', () => narration.clear())
eventSource.addEventListener('entry', ({ data }) => narration.add(JSON.parse(data)))
eventSource.addEventListener('state', ({ data }) => {
  /** @type {Partial<State>} */
  const state = JSON.parse(data)
  if (!state.nodes) return
  const title = `${state.type} on ${state.cluster}, live`
  document.title = title
  findElement('title', HTMLElement).textContent = title
  actions.show(/** @type {State} */ (state))
  tour.show(/** @type {State} */ (state))
  plugins.show(state.nodes)
})
eventSource.addEventListener('draw', ({ data }) => {
  report('Connected. All times are UTC.')
  narration.enableAnnouncements()
  timeline.update(JSON.parse(data))
  plugins.update()
})
eventSource.addEventListener('error', () =>
  report(
    eventSource.readyState === EventSource.CLOSED
      ? 'Disconnected: the script has ended or was restarted. If it was restarted, open the address that it printed last.'
      : 'Disconnected. Reconnecting…',
  ),
)
