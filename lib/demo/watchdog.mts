import { renderTable } from '../cli/table.mts'
import type { KubeApi } from '../kube/api.mts'
import { events } from '../kube/resources.mts'
import type { KubeEvent } from '../kube/types.mts'
import { readConfiguration } from '../watchdog/configuration.mts'
import { defaultLimits } from '../watchdog/decide.mts'
import { watchdogName } from '../watchdog/events.mts'
import { Watchdog } from '../watchdog/watchdog.mts'
import { createWatchdogWriter } from '../watchdog/writer.mts'

export interface DemoWatchdogOptions {
  signal: AbortSignal
  onError: (message: string) => void
}

/**
 * Runs the watchdog while `work` runs. Does not need leader election, because no other watchdog runs on the
 * cluster.
 */
export const withWatchdog = async <T,>(
  api: KubeApi,
  { signal, onError }: DemoWatchdogOptions,
  work: () => Promise<T>,
): Promise<T> => {
  const stopController = new AbortController()
  const watchdog = new Watchdog({
    api,
    writer: createWatchdogWriter(api, { onError }),
    lease: { name: watchdogName, namespace: 'kube-system' },
    limits: defaultLimits,
    readConfiguration: readSignal => readConfiguration(api, {}, readSignal),
    log: () => {},
    onError,
  })
  const running = watchdog.run(AbortSignal.any([signal, stopController.signal]))
  running.catch(() => {})
  try {
    return await work()
  } finally {
    stopController.abort()
    await running
  }
}

const isWatchdogEvent = ({ source }: KubeEvent): boolean => source?.component === watchdogName

/** Returns the watchdog's events about a node, as `kubectl describe node` shows them. */
export const renderWatchdogEvents = async (api: KubeApi, node: string): Promise<string> => {
  const fieldSelector = `involvedObject.kind=Node,involvedObject.name=${node}`
  const { items } = await api.list<KubeEvent>(events, { namespace: 'default', fieldSelector })
  const rows = items
    .filter(isWatchdogEvent)
    .map(({ type = '', reason = '', message = '' }) => [type, reason, watchdogName, message])
  return renderTable(['TYPE', 'REASON', 'FROM', 'MESSAGE'], rows)
}
