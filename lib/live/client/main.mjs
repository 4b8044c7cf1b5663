// Connects the page to the server.
import { createActions } from './actions.mjs'
import { find } from './dom.mjs'
import { createNarration } from './narration.mjs'
import { createPicture } from './picture.mjs'
import { createPlugins } from './plugins.mjs'
import { createTour } from './tour.mjs'

/** @typedef {import('./types.d.ts').State} State */

// The token has been exchanged for a cookie.
history.replaceState(null, '', '/')

const status = find('status', HTMLElement)
const picture = createPicture()
const narration = createNarration()
const actions = createActions()
const plugins = createPlugins()
const tour = createTour()
const source = new EventSource('events')

/** @param {string} text */
const report = text => {
  if (status.textContent !== text) status.textContent = text
}

source.addEventListener('reset', () => narration.clear())
source.addEventListener('entry', ({ data }) => narration.add(JSON.parse(data)))
source.addEventListener('state', ({ data }) => {
  /** @type {Partial<State>} */
  const state = JSON.parse(data)
  if (!state.nodes) return
  const title = `${state.type} on ${state.cluster}, live`
  document.title = title
  find('title', HTMLElement).textContent = title
  actions.show(/** @type {State} */ (state))
  tour.show(/** @type {State} */ (state))
  plugins.show(state.nodes)
})
source.addEventListener('draw', ({ data }) => {
  report('Connected. All times are UTC.')
  narration.enableAnnouncements()
  picture.update(JSON.parse(data))
  plugins.update()
})
source.addEventListener('error', () =>
  report(
    source.readyState === EventSource.CLOSED
      ? 'Disconnected: the script has ended or was restarted. Open the address that it printed.'
      : 'Disconnected. Reconnecting…',
  ),
)
