// The list of sentences, newest first.
import { clock, create, find } from './dom.mjs'

/** @typedef {import('./types.d.ts').Entry} Entry */

const maxEntries = 300

export const createNarration = () => {
  const list = find('entries', HTMLOListElement)
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
      items.get(entry.key)?.remove()
      items.delete(entry.key)
      const item = renderEntry(entry)
      items.set(entry.key, item)
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
const renderEntry = ({ at, kind, node, text, raw, count, next, command }) => {
  const source = node ? `${node}: ` : ''
  const times = count > 1 ? ` (${count} times)` : ''
  const item = create(
    'li',
    { className: kind },
    create(
      'p',
      {},
      create('time', { dateTime: at }, clock(at)),
      ' ',
      create('strong', {}, source),
      `${text}${times}`,
    ),
  )
  if (next) item.append(create('p', { className: 'next' }, next))
  if (command) item.append(create('pre', { className: 'command' }, command))
  if (raw)
    item.append(create('details', {}, create('summary', {}, 'Record'), create('pre', {}, raw)))
  return item
}
