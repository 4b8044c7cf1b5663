// Small helpers for the DOM.

/**
 * The element with this id.
 * @template {HTMLElement} E
 * @param {string} id
 * @param {new () => E} type
 * @returns {E}
 */
export const findElement = (id, type) => {
  const element = document.getElementById(id)
  if (element instanceof type) return element
  throw new Error(`no element #${id}`)
}

/**
 * Sets the text of the element with this id. Does nothing if it already has this text, because screen readers would
 * announce the text again.
 * @param {string} id
 * @param {string} text
 */
export const setText = (id, text) => {
  const element = findElement(id, HTMLElement)
  if (element.textContent !== text) element.textContent = text
}

/**
 * Creates an element with text and children.
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 * @param {Partial<HTMLElementTagNameMap[N]>} properties
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[N]}
 */
export const createElement = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties)
  element.append(...children)
  return element
}

/**
 * Formats a time of day in UTC, because the times in Kubernetes objects are in UTC.
 * @param {number | string} at
 */
export const formatTimeOfDay = at => new Date(at).toISOString().slice(11, 19)
