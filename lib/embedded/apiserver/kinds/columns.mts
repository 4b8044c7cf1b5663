import { renderAge } from '../../../kube/human-duration.mts'
import type { KubeObject, Labels } from '../../../kube/types.mts'
import type { Column, LabelSelector } from '../kind.mts'

type CellRenderer<T extends KubeObject> = (object: T, now: Date) => ReturnType<Column['renderCell']>

const createColumnFactory =
  (type: Column['type'], priority: Column['priority']) =>
  <T extends KubeObject>(name: string, renderCell: CellRenderer<T>): Column => ({
    name,
    type,
    priority,
    renderCell: renderCell as CellRenderer<KubeObject>,
  })

/** Creates a text column that is always shown. */
export const createTextColumn = createColumnFactory('string', 0)

export const createNumberColumn = createColumnFactory('integer', 0)

/** Creates a text column that is only shown with `-o wide`. */
export const createWideColumn = createColumnFactory('string', 1)

export const nameColumn: Column = {
  ...createTextColumn('Name', ({ metadata }) => metadata.name),
  format: 'name',
}

export const ageColumn = createTextColumn('Age', ({ metadata }, now) =>
  renderAge(metadata.creationTimestamp, now),
)

export const renderOrNone = (text: string | undefined): string => text || '<none>'

export const renderOrUnknown = (text: string | undefined): string => text || '<unknown>'

/** Renders labels sorted by key. Example: `a=b,c=d`. */
export const renderLabels = (labels: Labels = {}): string =>
  renderOrNone(
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(','),
  )

const requirementRenderers = {
  In: (key: string, values: string) => `${key} in (${values})`,
  NotIn: (key: string, values: string) => `${key} notin (${values})`,
  Exists: (key: string) => key,
  DoesNotExist: (key: string) => `!${key}`,
}

/** Renders a selector in the syntax of `kubectl get -l`. */
export const renderSelector = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector) => {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`)
  const requirements = matchExpressions.map(({ key, operator, values = [] }) =>
    requirementRenderers[operator](key, [...values].sort().join(',')),
  )
  return renderOrNone([...labels, ...requirements].sort().join(','))
}
