/** Formats a time as RFC 3339 with whole seconds, like apimachinery's `metav1.Time`: `2026-11-28T05:49:07Z`. */
export const toKubeTime = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`

/** Formats a time as RFC 3339 with microseconds, like apimachinery's `metav1.MicroTime`. */
export const toMicroTime = (date: Date): string => date.toISOString().replace('Z', '000Z')

/** Formats the time of day in UTC: `05:49:07`. */
export const toTimeOfDay = (date: Date): string => date.toISOString().slice(11, 19)
