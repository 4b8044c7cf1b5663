// The list of sentences, newest first.
import { createElement, findElement, formatTimeOfDay } from './dom.mjs'

/** @typedef {import('./types.d.ts').Entry} Entry */

const maxEntries = 300

export const createNarration = () => {
  const list = findElement('entries', HTMLOListElement)
  /** @type {Map<number, HTMLLIElement>} */
  const items = new Map()
  return {
    clear: () => {
      items.clear()
      list.replaceChildren()
    },
    /** Makes screen readers announce new entries. */
    enableAnnouncements: () => list.setAttribute('aria-live', 'polite'),
    /** @param {Entry} entry */
    add: entry => {
      items.get(entry.groupId)?.remove()
      items.delete(entry.groupId)
      const item = renderEntry(entry)
      items.set(entry.groupId, item)
      list.prepend(item)
      for (const [key, oldest] of items) {
        if (items.size <= maxEntries) break
        items.delete(key)
        oldest.remove()
      }
    },
  }
}

/** @param {Entry} entry */
const renderEntry = ({ at, kind, node, text, sourceRecord, count, suggestion, command }) => {
  const nodePrefix = node ? `${node}: ` : ''
  const countText = count > 1 ? ` (${count} times)` : ''
  const item = createElement(
    'li',
    { className: kind },
    createElement(
      'p',
      {},
      createElement('time', { dateTime: at }, formatTimeOfDay(at)),
      ' ',
      createElement('strong', {}, nodePrefix),
      `${text}${countText}`,
    ),
  )
  if (suggestion) item.append(createElement('p', { className: 'suggestion' }, suggestion))
  if (command) item.append(createElement('pre', { className: 'command' }, command))
  if (sourceRecord)
    item.append(
      createElement(
        'details',
        {},
        createElement('summary', {}, 'Record'),
        createElement('pre', {}, sourceRecord),
      ),
    )
  return item
}
