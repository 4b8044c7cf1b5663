/** The keys and indexes that lead to a value. */
export type Path = (string | number)[]

/** Returns the value at a path inside a value of unknown type, or undefined if the path does not exist. */
export const dig = (value: unknown, ...path: Path): unknown =>
  path.reduce<unknown>(
    (outer, step) =>
      typeof outer === 'object' && outer !== null && Object.hasOwn(outer, step)
        ? (outer as Record<string, unknown>)[step]
        : undefined,
    value,
  )

/** Returns the list at a path, or an empty list if the value there is not a list. */
export const listAt = (value: unknown, ...path: Path): unknown[] => {
  const list = dig(value, ...path)
  return Array.isArray(list) ? list : []
}
