import type { ScenarioContext } from './play-scenario.mts'

export interface Scenario {
  name: string
  /** A key of `custom_monitor_definitions` in npd/values.yaml. */
  definition: string
  condition: string
  play(context: ScenarioContext): Promise<void>
  /** Whether the scenario is only recorded, because it takes too long for the normal tests. */
  long?: boolean
}

const isLast = (status: string) => (view: ScenarioContext['view']) =>
  view.conditions.at(-1)?.condition.status === status

/** Whether there were `count` writes of events. Increasing the count of an event is also a write. */
const hasEvents = (count: number) => (view: ScenarioContext['view']) => view.events.length >= count

/** A plugin hangs during the outage. NPD kills it and sets the condition to Unknown. */
const outage = async (
  { view, cut, heal, waitForNpdStatus }: ScenarioContext,
  outageMs = 0,
): Promise<void> => {
  await view.waitFor('initially healthy', isLast('False'))
  await cut()
  await waitForNpdStatus('Unknown')
  await new Promise(resolve => setTimeout(resolve, outageMs))
  heal()
  const wasUnknown = () => view.conditions.some(({ condition }) => condition.status === 'Unknown')
  await view.waitFor('Unknown after the outage', wasUnknown, 90_000)
  await view.waitFor('healthy again', isLast('False'))
  await view.waitFor('all events received', hasEvents(2), 90_000)
}

/** A plugin limits the time of its check. The problem occurs before the outage, and again during the outage. */
const problem = async ({
  view,
  cut,
  heal,
  waitForNpdStatus,
  label,
}: ScenarioContext): Promise<void> => {
  await view.waitFor('initially healthy', isLast('False'))
  await label('on')
  await view.waitFor('problem switched on', isLast('True'))
  await label(null)
  await view.waitFor('problem switched off', isLast('False'))
  await view.waitFor('both events received', hasEvents(2))
  await cut()
  await label('on')
  await waitForNpdStatus('Unknown')
  heal()
  await view.waitFor('problem after the outage', isLast('True'))
  await view.waitFor('all events received', hasEvents(4))
}

export const scenarios: Scenario[] = [
  {
    name: 'an outage of seconds',
    definition: 'network-monitor.json',
    condition: 'NetworkProblem',
    play: context => outage(context),
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
    play: context => outage(context, 100_000),
    long: true,
  },
]
