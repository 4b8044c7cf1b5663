import type { Labels } from './types.mts'

/** Selects the objects that have all of these labels, as in `app=npd,tier=node`. */
export const labelSelectorOf = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
