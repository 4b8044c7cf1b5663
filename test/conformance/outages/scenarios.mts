import type { Stage } from './play-scenario.mts'

export interface Scenario {
  name: string
  /** A key of `custom_monitor_definitions` in npd/values.yaml. */
  definition: string
  condition: string
  play(stage: Stage): Promise<void>
  /** Takes too long for the normal tests, and is only recorded. */
  long?: boolean
}

const isLast = (status: string) => (view: Stage['view']) =>
  view.conditions.at(-1)?.condition.status === status

/** Whether there were `count` writes of events. Increasing the count of an event is also a write. */
const hasEvents = (count: number) => (view: Stage['view']) => view.events.length >= count

/** A plugin hangs during the outage. NPD kills it and sets the condition to Unknown. */
const outage = async ({ view, cut, heal, untilInside }: Stage, cutMs = 0): Promise<void> => {
  await view.until('initially healthy', isLast('False'))
  await cut()
  await untilInside('Unknown')
  await new Promise(resolve => setTimeout(resolve, cutMs))
  heal()
  const wasUnknown = () => view.conditions.some(({ condition }) => condition.status === 'Unknown')
  await view.until('Unknown after the outage', wasUnknown, 90_000)
  await view.until('healthy again', isLast('False'))
  await view.until('all events received', hasEvents(2), 90_000)
}

/** A plugin limits its own check. The problem is switched on before the outage and again during it. */
const problem = async ({ view, cut, heal, untilInside, label }: Stage): Promise<void> => {
  await view.until('initially healthy', isLast('False'))
  await label('on')
  await view.until('problem switched on', isLast('True'))
  await label(null)
  await view.until('problem switched off', isLast('False'))
  await view.until('both events received', hasEvents(2))
  await cut()
  await label('on')
  await untilInside('Unknown')
  heal()
  await view.until('problem after the outage', isLast('True'))
  await view.until('all events received', hasEvents(4))
}

export const scenarios: Scenario[] = [
  {
    name: 'an outage of seconds',
    definition: 'network-monitor.json',
    condition: 'NetworkProblem',
    play: stage => outage(stage),
  },
  {
    name: 'a problem during an outage',
    definition: 'demo-monitor.json',
    condition: 'DemoProblem',
    play: problem,
  },
  {
    name: 'an outage of 100 s',
    definition: 'network-monitor.json',
    condition: 'NetworkProblem',
    play: stage => outage(stage, 100_000),
    long: true,
  },
]
