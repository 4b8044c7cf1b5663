/**
 * Matches a directive as `fmt` parses it: flags, index, width, precision index, precision, last index and verb.
 */
const directive =
  /%[#0+\- ]*(\[\d+\]|\[[^\]]*\]|\[)?(\*|\d*)(?:\.(?!$)(\[\d+\]|\[[^\]]*\]|\[)?(\*|\d*))?(\[\d+\]|\[[^\]]*\]|\[)?([\s\S]|$)/gu

/**
 * Go's `fmt.Sprintf(text)` without arguments. NPD uses the message of a plugin as the format string
 * of the event. For `disk 95% full`, the API server therefore receives `disk 95%!f(MISSING)ull`.
 */
export const sprintfWithoutArguments = (text: string): string =>
  text.replace(
    directive,
    (_, index = '', width = '', precisionIndex = '', precision = '', lastIndex = '', verb = '') => {
      const starErrors =
        (width === '*' ? '%!(BADWIDTH)' : '') + (precision === '*' ? '%!(BADPREC)' : '')
      if (verb === '') return `${starErrors}%!(NOVERB)`
      if (verb === '%') return `${starErrors}%`
      const problem = index + precisionIndex + lastIndex === '' ? 'MISSING' : 'BADINDEX'
      return `${starErrors}%!${verb}(${problem})`
    },
  )
