/** Flags, index, width, precision and a second index of a verb, as `fmt` reads them; then the verb. */
const directive =
  /%[#0+\- ]*(\[\d+\]|\[[^\]]*\]|\[)?(\*|\d*)(?:\.(?!$)(\[\d+\]|\[[^\]]*\]|\[)?(\*|\d*))?(\[\d+\]|\[[^\]]*\]|\[)?([\s\S]|$)/gu

/**
 * Go's `fmt.Sprintf(text)` without arguments. NPD passes a plugin's message as the format of the
 * event, so that `disk 95% full` arrives at the API server as `disk 95%!f(MISSING)ull`.
 */
export const sprintfWithoutArguments = (text: string): string =>
  text.replace(
    directive,
    (_, index = '', width = '', precisionIndex = '', precision = '', lastIndex = '', verb = '') => {
      const stars = (width === '*' ? '%!(BADWIDTH)' : '') + (precision === '*' ? '%!(BADPREC)' : '')
      if (verb === '') return `${stars}%!(NOVERB)`
      if (verb === '%') return `${stars}%`
      const problem = index + precisionIndex + lastIndex === '' ? 'MISSING' : 'BADINDEX'
      return `${stars}%!${verb}(${problem})`
    },
  )
