// The picture: live, paused, or scrolled to an earlier time.
import { clock, find } from './dom.mjs'
import { inspect } from './inspect.mjs'

const storageKey = 'until'
/** A large picture is drawn less often: drawing takes at most this share of the time. */
const drawingShare = 0.2

export const createPicture = () => {
  const place = find('picture', HTMLElement)
  const panel = find('panel', HTMLElement)
  const span = find('span', HTMLSelectElement)
  const slider = find('until', HTMLInputElement)
  const pause = find('pause', HTMLButtonElement)
  const stored = sessionStorage.getItem(storageKey)
  /** The right edge; undefined follows the present. @type {number | undefined} */
  let until = stored === null ? undefined : Number(stored)
  let range = { now: 0, from: 0 }
  let endInspection = () => {}
  let isDrawing = false
  let isOutdated = true

  const draw = async () => {
    if (isDrawing || !isOutdated || !panel.hidden || document.hidden) return
    isDrawing = true
    isOutdated = false
    const start = performance.now()
    try {
      const response = await fetch(pathOf(span.value, until))
      if (response.ok) replace(await response.text())
    } catch {
      // The page reports that it is disconnected, and draws again once it is connected.
      isOutdated = true
    }
    const rest = (performance.now() - start) * (1 / drawingShare - 1)
    setTimeout(() => {
      isDrawing = false
      draw()
    }, rest)
  }

  /** @param {string} text */
  const replace = text => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement
    const figure = document.importNode(parsed, true)
    if (!(figure instanceof SVGElement)) return
    const { scrollLeft } = place
    const isFirst = place.childElementCount === 0
    endInspection()
    place.replaceChildren(figure)
    endInspection = inspect(figure, panel)
    place.scrollLeft = isFirst ? place.scrollWidth : scrollLeft
  }

  /** @param {number | undefined} time */
  const moveTo = time => {
    until = time === undefined || time >= range.now ? undefined : Math.max(time, range.from)
    if (until === undefined) sessionStorage.removeItem(storageKey)
    else sessionStorage.setItem(storageKey, String(until))
    isOutdated = true
    showTools()
    draw()
  }

  const showTools = () => {
    const isPaused = until !== undefined
    pause.textContent = isPaused ? 'Continue live' : 'Pause'
    pause.setAttribute('aria-pressed', String(isPaused))
    slider.min = String(range.from)
    const steps = Math.ceil((range.now - range.from) / Number(slider.step))
    slider.max = String(range.from + steps * Number(slider.step))
    slider.value = until === undefined ? slider.max : String(until)
    const text = until === undefined ? 'now' : clock(until)
    slider.setAttribute('aria-valuetext', text)
    find('until-text', HTMLOutputElement).value = text
  }

  pause.addEventListener('click', () => moveTo(until === undefined ? range.now - 1 : undefined))
  slider.addEventListener('input', () => moveTo(Number(slider.value)))
  span.addEventListener('change', () => moveTo(until))
  document.addEventListener('visibilitychange', draw)
  // Sideways, as with a touch pad, or with Shift and the wheel.
  place.addEventListener('wheel', event => {
    const delta = event.deltaX || (event.shiftKey ? event.deltaY : 0)
    if (delta === 0 || place.scrollWidth > place.clientWidth) return
    event.preventDefault()
    moveTo((until ?? range.now) + (delta / place.clientWidth) * Number(span.value))
  })

  return {
    /** There is something new. @param {{ now: number, from: number }} news */
    update: news => {
      range = news
      isOutdated ||= until === undefined || place.childElementCount === 0
      // The history no longer contains the time at which the picture was paused.
      if (until !== undefined && until < range.from) moveTo(range.from)
      if (document.activeElement !== slider || until === undefined) showTools()
      draw()
    },
  }
}

/**
 * @param {string} span
 * @param {number | undefined} until
 */
const pathOf = (span, until) =>
  `picture?span=${span}${until === undefined ? '' : `&to=${Math.round(until)}`}`
