// Shows the details of a part of a timeline when the user points at it or focuses it.

/**
 * Makes the parts of a figure accessible. Shows the details of a part in the panel when the user points at it or
 * focuses it. Returns a function that removes the scroll listener. Call it before you replace the figure.
 * @param {SVGElement} figure
 * @param {HTMLElement} panel
 * @returns {() => void}
 */
export const makeInspectable = (figure, panel) => {
  const details = prepareParts(figure)
  const controller = new AbortController()
  const { signal } = controller
  /** @param {EventTarget | null} target */
  const partOf = target =>
    target instanceof SVGElement && details.has(target) ? target : undefined
  /** @param {SVGElement} part */
  const show = part => showDetail(panel, part, details.get(part) ?? '')
  const hide = () => {
    panel.hidden = true
  }
  const showTarget = (/** @type {Event} */ event) => {
    const part = partOf(event.target)
    if (part) show(part)
    else hide()
  }
  figure.addEventListener('pointerover', showTarget)
  figure.addEventListener('pointerleave', hide)
  figure.addEventListener('focusin', showTarget)
  figure.addEventListener('focusout', hide)
  figure.addEventListener('keydown', event => {
    const part = partOf(event.target)
    if (!part) return
    if (event.key === 'Escape') hide()
    if (!event.key.startsWith('Arrow')) return
    event.preventDefault()
    const next = findNeighbor([...details.keys()], part, event.key)
    part.setAttribute('tabindex', '-1')
    next.setAttribute('tabindex', '0')
    next.focus()
  })
  // The focused part moves, so its panel moves too.
  const onScroll = () => {
    const focused = partOf(document.activeElement)
    if (focused && !panel.hidden) show(focused)
    else hide()
  }
  document.addEventListener('scroll', onScroll, { signal, capture: true })
  return () => controller.abort()
}

/**
 * The text of each part, in order. Removes the titles, because the browser would also show them as tooltips.
 * @param {SVGElement} figure
 * @returns {Map<SVGElement, string>}
 */
const prepareParts = figure => {
  figure.setAttribute('tabindex', '-1')
  // Screen readers would not announce the parts of an image.
  figure.setAttribute('role', 'group')
  const details = new Map()
  for (const title of figure.querySelectorAll('title')) {
    const part = title.parentElement
    if (!part || /** @type {Element} */ (part) === figure) continue
    const detail = title.textContent ?? ''
    part.setAttribute('role', 'img')
    part.setAttribute('aria-label', detail.split('\n\n')[0] ?? '')
    // All parts share one tab stop; the arrow keys move between them.
    part.setAttribute('tabindex', details.size === 0 ? '0' : '-1')
    details.set(part, detail)
    title.remove()
  }
  return details
}

/**
 * @param {HTMLElement} panel
 * @param {SVGElement} part
 * @param {string} detail
 */
const showDetail = (panel, part, detail) => {
  const [summary, ...raw] = detail.split('\n\n')
  panel.replaceChildren(Object.assign(document.createElement('p'), { textContent: summary }))
  if (raw.length > 0)
    panel.append(Object.assign(document.createElement('pre'), { textContent: raw.join('\n\n') }))
  panel.hidden = false
  const partBox = part.getBoundingClientRect()
  const { width, height } = panel.getBoundingClientRect()
  const viewport = document.documentElement
  const fitsBelow = partBox.bottom + 8 + height <= viewport.clientHeight
  panel.style.left = `${Math.max(8, Math.min(partBox.left, viewport.clientWidth - width - 8))}px`
  panel.style.top = `${fitsBelow ? partBox.bottom + 8 : Math.max(8, partBox.top - height - 8)}px`
}

/** @param {Element} part */
const middleOf = part => {
  const { left, right, top, bottom } = part.getBoundingClientRect()
  return { x: (left + right) / 2, y: (top + bottom) / 2 }
}

/**
 * Left and right move within the row; up and down move to the nearest part of another row.
 * @param {SVGElement[]} parts
 * @param {SVGElement} part
 * @param {string} key
 */
const findNeighbor = (parts, part, key) => {
  const center = middleOf(part)
  const sign = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1
  const isHorizontal = key === 'ArrowRight' || key === 'ArrowLeft'
  const distance = (/** @type {SVGElement} */ other) => {
    const { x, y } = middleOf(other)
    const [along, across] = isHorizontal
      ? [x - center.x, y - center.y]
      : [y - center.y, x - center.x]
    if (along * sign <= 0.5 || (isHorizontal && Math.abs(across) > 2))
      return Number.POSITIVE_INFINITY
    return isHorizontal ? along * sign : along * sign * 1000 + Math.abs(across)
  }
  const nearest = parts.reduce((best, other) => (distance(other) < distance(best) ? other : best))
  return distance(nearest) < Number.POSITIVE_INFINITY ? nearest : part
}
