/** Joins words for a sentence, for example `a, b and c`. */
export const joinWords = (words: string[]): string =>
  [words.slice(0, -1).join(', '), words.at(-1)].filter(Boolean).join(' and ')
