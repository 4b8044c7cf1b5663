// Shows the record of each part of the picture, by pointer and by keyboard.
const figure = document.querySelector('svg')
const panel = document.querySelector('#panel')
const parts = [...figure.querySelectorAll('title')]
  .map(title => title.parentElement)
  .filter(part => part !== figure)

figure.setAttribute('tabindex', '-1')
// Screen readers would not announce the parts of an image.
figure.setAttribute('role', 'group')
// All parts together are one stop of the Tab key; the arrow keys move between them.
for (const part of parts) {
  const title = part.querySelector('title')
  part.detail = title.textContent
  part.setAttribute('role', 'img')
  part.setAttribute('aria-label', part.detail.split('\n\n')[0])
  part.setAttribute('tabindex', part === parts[0] ? '0' : '-1')
  // Otherwise the browser would show it a second time.
  title.remove()
}

const show = part => {
  const [head, ...raw] = part.detail.split('\n\n')
  panel.replaceChildren(Object.assign(document.createElement('p'), { textContent: head }))
  if (raw.length > 0)
    panel.append(Object.assign(document.createElement('pre'), { textContent: raw.join('\n\n') }))
  panel.hidden = false
  const at = part.getBoundingClientRect()
  const { width, height } = panel.getBoundingClientRect()
  const room = document.documentElement
  const below = at.bottom + 8 + height <= room.clientHeight
  panel.style.left = `${Math.max(8, Math.min(at.left, room.clientWidth - width - 8))}px`
  panel.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - height - 8)}px`
}

const hide = () => {
  panel.hidden = true
}

const known = new Set(parts)
const partOf = event => (known.has(event.target) ? event.target : undefined)

const middleOf = part => {
  const { left, right, top, bottom } = part.getBoundingClientRect()
  return { x: (left + right) / 2, y: (top + bottom) / 2 }
}

/** Left and right move within the row; up and down move to the nearest part of another row. */
const neighbour = (part, key) => {
  const here = middleOf(part)
  const sign = key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1
  const sideways = key === 'ArrowRight' || key === 'ArrowLeft'
  const distance = other => {
    const { x, y } = middleOf(other)
    const [along, across] = sideways ? [x - here.x, y - here.y] : [y - here.y, x - here.x]
    if (along * sign <= 0.5 || (sideways && Math.abs(across) > 2)) return Number.POSITIVE_INFINITY
    return sideways ? along * sign : along * sign * 1000 + Math.abs(across)
  }
  const nearest = parts.reduce((best, other) => (distance(other) < distance(best) ? other : best))
  return distance(nearest) < Number.POSITIVE_INFINITY ? nearest : part
}

figure.addEventListener('pointerover', event => {
  const part = partOf(event)
  if (part) show(part)
  else hide()
})
figure.addEventListener('pointerleave', hide)
figure.addEventListener('focusin', event => {
  const part = partOf(event)
  if (part) show(part)
})
figure.addEventListener('focusout', hide)
figure.addEventListener('keydown', event => {
  const part = partOf(event)
  if (!part) return
  if (event.key === 'Escape') hide()
  if (!event.key.startsWith('Arrow')) return
  event.preventDefault()
  const next = neighbour(part, event.key)
  part.setAttribute('tabindex', '-1')
  next.setAttribute('tabindex', '0')
  next.focus()
})
// The focused part may have moved into view.
document.addEventListener('scroll', () => {
  const focused = partOf({ target: document.activeElement })
  if (focused && !panel.hidden) show(focused)
  else hide()
})
