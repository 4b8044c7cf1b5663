import { formatList, formatStruct } from './config-format.mts'
import { quote } from './go/quote.mts'
import { formatTime, type GoTime } from './go/time.mts'

/** The status of a condition, in NPD and in the API. */
type ConditionStatus = 'True' | 'False' | 'Unknown'

/** NPD's `types.Condition`. */
export interface Condition {
  type: string
  status: ConditionStatus
  /**
   * The time of the last status change. While the status is True, a new reason also changes this time. If
   * `enable_message_change_based_condition_update` is set, a new message does too.
   */
  transition: GoTime
  reason: string
  message: string
}

/** NPD's `types.Event`. */
export interface MonitorEvent {
  severity: 'info' | 'warn'
  timestamp: GoTime
  reason: string
  message: string
}

/** NPD's `types.Status`, which a monitor sends to the exporters. */
export interface MonitorStatus {
  source: string
  events: MonitorEvent[]
  conditions: Condition[]
}

/** NPD's `GenerateConditionChangeEvent`. */
export const generateConditionChangeEvent = (condition: Condition): MonitorEvent => ({
  severity: condition.status === 'True' ? 'warn' : 'info',
  timestamp: condition.transition,
  reason: condition.reason,
  message: `Node condition ${condition.type} is now: ${condition.status}, reason: ${condition.reason}, message: ${quote(condition.message)}`,
})

/** Formats a list of conditions like Go's `%+v`. */
export const formatConditions = (conditions: Condition[]): string =>
  formatList(
    conditions.map(({ type, status, transition, reason, message }) =>
      formatStruct({
        Type: type,
        Status: status,
        Transition: formatTime(transition),
        Reason: reason,
        Message: message,
      }),
    ),
  )

/** Formats a pointer to a status like Go's `%+v`. */
export const formatStatus = ({ source, events, conditions }: MonitorStatus): string => {
  const formatted = events.map(({ severity, timestamp, reason, message }) =>
    formatStruct({
      Severity: severity,
      Timestamp: formatTime(timestamp),
      Reason: reason,
      Message: message,
    }),
  )
  return `&${formatStruct({
    Source: source,
    Events: formatList(formatted),
    Conditions: formatConditions(conditions),
  })}`
}
