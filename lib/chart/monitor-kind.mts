import { dig } from '../yaml/dig.mts'

const logPlugins = ['kmsg', 'filelog', 'journald', 'abrt']

/** What a monitor definition is for. */
export type MonitorKind = 'custom' | 'log' | 'stats'

/** Returns what a definition is for, or undefined if the value is no definition. */
export const monitorKindOf = (value: unknown): MonitorKind | undefined => {
  const plugin = dig(value, 'plugin')
  if (typeof plugin === 'string' && logPlugins.includes(plugin)) return 'log'
  if (plugin !== undefined || Array.isArray(dig(value, 'rules'))) return 'custom'
  const isStats = ['cpu', 'disk', 'memory', 'host', 'net', 'osFeature'].some(
    key => dig(value, key, 'metricsConfigs') !== undefined,
  )
  return isStats ? 'stats' : undefined
}

/** Whether a text configures one of NPD's other monitors, or nothing of NPD. */
export const isOtherMonitor = (text: string): boolean => {
  try {
    return monitorKindOf(JSON.parse(text)) !== 'custom'
  } catch {
    return false
  }
}
