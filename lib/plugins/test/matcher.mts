import type { TextMatcher } from './test-types.mts'

/** Whether a matcher matches a string. */
export const matchesText = (text: string, matcher: TextMatcher): boolean => {
  if (typeof matcher === 'string') return text === matcher
  return 'contains' in matcher
    ? text.includes(matcher.contains)
    : new RegExp(matcher.matches, 'u').test(text)
}

/** Describes what a matcher expects. */
export const describeMatcher = (matcher: TextMatcher): string => {
  if (typeof matcher === 'string') return matcher
  return 'contains' in matcher ? `contains ${matcher.contains}` : `matches /${matcher.matches}/`
}

/** Whether the text of a matcher contains this string. */
export const matcherContains = (matcher: TextMatcher | undefined, text: string): boolean =>
  matcher !== undefined && describeMatcher(matcher).includes(text)
