import type { ChalkInstance } from 'chalk'
import { type Cell, renderTable } from '../cli/table.mts'
import { renderHumanDuration } from '../kube/human-duration.mts'
import type { ConditionStatus } from '../kube/types.mts'
import { renderDocuments } from '../yaml/documents.mts'
import type { ReportedCondition } from './conditions.mts'

const head = ['NODE', 'STATUS', 'REASON', 'MESSAGE', 'SINCE', 'HEARTBEAT']

const styleOf = (status: ConditionStatus, colors: ChalkInstance): ((text: string) => string) =>
  ({ False: colors.green, True: colors.red, Unknown: colors.yellow })[status]

/** As a table; ages are counted up to `now`. */
export const renderConditions = (
  reported: ReportedCondition[],
  now: Date,
  colors: ChalkInstance,
): string =>
  renderTable(
    head,
    reported.map(({ name, condition }): Cell[] => {
      if (!condition) return [name, { text: 'none', style: colors.dim }, '', '', '', '']
      const { status, reason = '', message = '' } = condition
      return [
        name,
        { text: status, style: styleOf(status, colors) },
        reason,
        oneLine(message),
        age(condition.lastTransitionTime, now),
        `${age(condition.lastHeartbeatTime, now)} ago`,
      ]
    }),
  )

/** Line breaks and other control characters would break the table. */
const oneLine = (message: string): string => message.replace(/[\p{Cc}\s]+/gu, ' ')

const age = (time: string | undefined, now: Date): string =>
  time ? renderHumanDuration(Math.max(0, now.getTime() - Date.parse(time))) : '?'

/** A YAML document per node. */
export const renderYaml = (reported: ReportedCondition[]): string =>
  renderDocuments(reported.map(toData))

export const renderJson = (reported: ReportedCondition[]): string =>
  `${JSON.stringify(reported.map(toData), undefined, 2)}\n`

/** A node that lacks the condition is there too, with null. */
const toData = ({ name, condition }: ReportedCondition) => ({ name, condition: condition ?? null })
