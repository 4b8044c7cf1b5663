import { dig } from '../yaml/dig.mts'

const logPlugins = ['kmsg', 'filelog', 'journald', 'abrt']

/** The type of NPD monitor that a definition configures. */
export type MonitorType = 'custom' | 'log' | 'stats'

/** Returns the type of monitor that a definition configures, or undefined if the value is not a definition. */
export const detectMonitorType = (value: unknown): MonitorType | undefined => {
  const plugin = dig(value, 'plugin')
  if (typeof plugin === 'string' && logPlugins.includes(plugin)) return 'log'
  if (plugin !== undefined || Array.isArray(dig(value, 'rules'))) return 'custom'
  const isStats = ['cpu', 'disk', 'memory', 'host', 'net', 'osFeature'].some(
    key => dig(value, key, 'metricsConfigs') !== undefined,
  )
  return isStats ? 'stats' : undefined
}

/** Whether the string is JSON but does not define a custom plugin monitor. Returns false if it is not JSON. */
export const isJsonWithoutCustomMonitor = (text: string): boolean => {
  try {
    return detectMonitorType(JSON.parse(text)) !== 'custom'
  } catch {
    return false
  }
}
