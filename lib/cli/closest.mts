/** Returns the first name within an edit distance of 2, ignoring case. */
export const findSimilar = (text: string, names: string[]): string | undefined =>
  names.find(name => computeEditDistance(text.toLowerCase(), name.toLowerCase()) <= 2)

/**
 * Returns the edit distance: how many characters must be added, removed or replaced. Infinity if the lengths differ
 * by more than 2.
 */
const computeEditDistance = (text: string, name: string): number => {
  if (Math.abs(text.length - name.length) > 2) return Number.POSITIVE_INFINITY
  let row = Array.from({ length: name.length + 1 }, (_, column) => column)
  for (const [index, letter] of text.split('').entries()) {
    const next = [index + 1]
    for (const [column, otherLetter] of name.split('').entries())
      next.push(
        Math.min(
          (next[column] ?? 0) + 1,
          (row[column + 1] ?? 0) + 1,
          (row[column] ?? 0) + (letter === otherLetter ? 0 : 1),
        ),
      )
    row = next
  }
  return row.at(-1) ?? 0
}
