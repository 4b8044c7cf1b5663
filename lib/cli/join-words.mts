/** Joins words for a sentence, for example `a, b and c`. */
export const joinWords = (words: string[]): string =>
  [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' and ')

/** Renders a number with a regular noun, for example `1 node` or `2 nodes`. */
export const renderCount = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`
