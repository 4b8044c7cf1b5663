// The timeline: live, paused, or scrolled to an earlier time.
import { findElement, formatTimeOfDay } from './dom.mjs'
import { makeInspectable } from './inspect.mjs'

const storageKeys = { until: 'until', span: 'span' }
/** A large timeline is drawn less often, so that drawing takes at most this share of the time. */
const maxDrawingShare = 0.2
const maxDelayMs = 3_000

export const createTimeline = () => {
  const container = findElement('timeline', HTMLElement)
  const spanSelect = findElement('span', HTMLSelectElement)
  const slider = findElement('until', HTMLInputElement)
  const pauseButton = findElement('pause', HTMLButtonElement)
  const stored = sessionStorage.getItem(storageKeys.until)
  spanSelect.value = sessionStorage.getItem(storageKeys.span) ?? spanSelect.value
  /** The time at the right edge. Undefined while the timeline is live. @type {number | undefined} */
  let endTime = stored === null ? undefined : Number(stored)
  let range = { now: 0, from: 0 }
  const loader = createTimelineLoader(container, () => pathOf(spanSelect.value, endTime))

  /** @param {number | undefined} time */
  const moveTo = time => {
    endTime = time === undefined || time >= range.now ? undefined : Math.max(time, range.from)
    if (endTime === undefined) sessionStorage.removeItem(storageKeys.until)
    else sessionStorage.setItem(storageKeys.until, String(endTime))
    updateControls(range, endTime)
    loader.draw({ skipDelay: true })
  }

  pauseButton.addEventListener('click', () =>
    moveTo(endTime === undefined ? range.now - 1 : undefined),
  )
  slider.addEventListener('input', () => moveTo(Number(slider.value)))
  spanSelect.addEventListener('change', () => {
    sessionStorage.setItem(storageKeys.span, spanSelect.value)
    moveTo(endTime)
  })
  // Scroll horizontally, with a touchpad or with Shift and the wheel.
  container.addEventListener('wheel', event => {
    const delta = event.deltaX || (event.shiftKey ? event.deltaY : 0)
    if (delta === 0 || container.scrollWidth > container.clientWidth) return
    event.preventDefault()
    moveTo((endTime ?? range.now) + (delta / container.clientWidth) * Number(spanSelect.value))
  })

  return {
    /** Call this when there are new records. @param {{ now: number, from: number }} newRange */
    update: newRange => {
      range = newRange
      // The history no longer contains the time at which the timeline was paused.
      if (endTime !== undefined && endTime < range.from) moveTo(range.from)
      if (document.activeElement !== slider || endTime === undefined) updateControls(range, endTime)
      if (endTime === undefined || container.childElementCount === 0)
        loader.draw({ skipDelay: false })
    },
  }
}

/**
 * @param {{ now: number, from: number }} range
 * @param {number | undefined} until
 */
const updateControls = ({ now, from }, until) => {
  const pause = findElement('pause', HTMLButtonElement)
  const slider = findElement('until', HTMLInputElement)
  const isPaused = until !== undefined
  pause.disabled = false
  slider.disabled = false
  pause.textContent = isPaused ? 'Continue live' : 'Pause'
  pause.setAttribute('aria-pressed', String(isPaused))
  const step = Number(slider.step)
  slider.min = String(from)
  slider.max = String(from + Math.ceil((now - from) / step) * step)
  slider.value = until === undefined ? slider.max : String(until)
  const text = until === undefined ? 'now' : formatTimeOfDay(until)
  slider.setAttribute('aria-valuetext', text)
  findElement('until-text', HTMLOutputElement).value = text
}

/**
 * Fetches and shows the timeline, one request at a time. Pauses while the user reads a record.
 * @param {HTMLElement} container
 * @param {() => string} currentPath
 */
const createTimelineLoader = (container, currentPath) => {
  const panel = findElement('panel', HTMLElement)
  let endInspection = () => {}
  let isFetching = false
  let isOutdated = false
  /** Set during the delay after a fetch. @type {ReturnType<typeof setTimeout> | undefined} */
  let delayTimer

  /** @param {string} text */
  const replace = text => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement
    const figure = document.adoptNode(parsed)
    // If the user has opened a record in the meantime, draw the timeline later.
    if (!panel.hidden) isOutdated = true
    if (!panel.hidden || !(figure instanceof SVGElement)) return
    const { scrollLeft } = container
    const isFirst = container.childElementCount === 0
    endInspection()
    container.replaceChildren(figure)
    endInspection = makeInspectable(figure, panel)
    container.scrollLeft = isFirst ? container.scrollWidth : scrollLeft
  }

  const run = async () => {
    if (isFetching || delayTimer || !isOutdated || !panel.hidden || document.hidden) return
    isFetching = true
    isOutdated = false
    const start = performance.now()
    try {
      const response = await fetch(currentPath())
      if (response.ok) replace(await response.text())
    } catch {
      // The page reports that it is disconnected, and draws again once it is connected.
      isOutdated = true
    }
    const delayMs = (performance.now() - start) * (1 / maxDrawingShare - 1)
    isFetching = false
    delayTimer = setTimeout(runNow, Math.min(delayMs, maxDelayMs))
  }

  const runNow = () => {
    clearTimeout(delayTimer)
    delayTimer = undefined
    run()
  }

  document.addEventListener('visibilitychange', run)
  return {
    /**
     * Draws the timeline again. With `skipDelay`, skips the rest of the delay after the previous fetch.
     * @param {{ skipDelay: boolean }} options
     */
    draw: ({ skipDelay }) => {
      isOutdated = true
      if (skipDelay) runNow()
      else run()
    },
  }
}

/**
 * @param {string} span
 * @param {number | undefined} until
 */
const pathOf = (span, until) =>
  `timeline.svg?span=${span}${until === undefined ? '' : `&to=${Math.round(until)}`}`
