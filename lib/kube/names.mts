import { randomInt } from 'node:crypto'

/** Validates names and labels, and generates names. Each check returns the API server's error messages. */

const labelRegex = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomainRegex = `${labelRegex}(\\.${labelRegex})*`
const qualifiedNameRegex = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const labelValueRegex = `(${qualifiedNameRegex})?`
const configKeyRegex = '[-._a-zA-Z0-9]+'

const renderExamples = (regex: string, ...examples: string[]): string =>
  `(e.g. ${examples.map(example => `'${example}'`).join(',  or ')}, regex used for validation is '${regex}')`

const startAndEnd = 'and must start and end with an alphanumeric character'
const qualifiedNameHelp = `must consist of alphanumeric characters, '-', '_' or '.', ${startAndEnd} ${renderExamples(qualifiedNameRegex, 'MyName', 'my.name', '123-abc')}`

/** Creates a check of the length (in bytes, as in Go) and the format. */
const createCheck = (maxBytes: number, regex: string, message: string) => {
  const pattern = new RegExp(`^${regex}$`)
  return (value: string): string[] => [
    ...(Buffer.byteLength(value) > maxBytes ? [`must be no more than ${maxBytes} characters`] : []),
    ...(pattern.test(value) ? [] : [message]),
  ]
}

/** Checks a name in the format that most API objects use. */
export const checkSubdomain = createCheck(
  253,
  subdomainRegex,
  `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', ${startAndEnd} ${renderExamples(subdomainRegex, 'example.com')}`,
)

const checkLabelFormat = createCheck(
  63,
  labelRegex,
  `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', ${startAndEnd} ${renderExamples(labelRegex, 'my-name', '123-abc')}`,
)

/** Checks the name of a namespace or container. A name with a dot has its own message. */
export const checkLabelName = (name: string): string[] =>
  name.includes('.') && checkSubdomain(name).length === 0
    ? ['must not contain dots']
    : checkLabelFormat(name)

export const checkLabelValue = createCheck(
  63,
  labelValueRegex,
  `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', ${startAndEnd} ${renderExamples(labelValueRegex, 'MyValue', 'my_value', '12345')}`,
)

/** Checks a key of a ConfigMap, which becomes a file name in a volume. */
export const checkConfigKey = (key: string): string[] => {
  if (key === '.' || key === '..') return [`must not be '${key}'`]
  if (key.startsWith('..')) return ["must not start with '..'"]
  return checkConfigKeyFormat(key)
}

const checkConfigKeyFormat = createCheck(
  253,
  configKeyRegex,
  `a valid config key must consist of alphanumeric characters, '-', '_' or '.' ${renderExamples(configKeyRegex, 'key.name', 'KEY_NAME', 'key-name')}`,
)

/** Checks a name that only has to be valid in a path, such as the name of an Event. */
export const checkPathSegment = (name: string): string[] => {
  if (name === '.' || name === '..') return [`may not be '${name}'`]
  return ['/', '%']
    .filter(character => name.includes(character))
    .map(character => `may not contain '${character}'`)
}

const checkNameFormat = createCheck(63, qualifiedNameRegex, qualifiedNameHelp)

const checkNamePart = (name: string): string[] => [
  ...(name === '' ? ['name part must be non-empty'] : []),
  ...checkNameFormat(name).map(error => `name part ${error}`),
]

const checkPrefix = (prefix: string): string[] =>
  prefix === ''
    ? ['prefix part must be non-empty']
    : checkSubdomain(prefix).map(error => `prefix part ${error}`)

/** Checks the key of a label, annotation or taint: a name, optionally preceded by a DNS prefix and a slash. */
export const checkQualifiedName = (key: string): string[] => {
  const parts = key.split('/')
  const [first = '', second] = parts
  if (parts.length > 2)
    return [
      `a qualified name ${qualifiedNameHelp} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  return second === undefined
    ? checkNamePart(first)
    : [...checkPrefix(first), ...checkNamePart(second)]
}

/** Vowels are excluded, so that the suffixes do not form words. */
const suffixCharacters = 'bcdfghjklmnpqrstvwxz2456789'

/** Generates a suffix of five characters for a name, like apiserver's `SimpleNameGenerator`. */
export const generateSuffix = (): string =>
  Array.from({ length: 5 }, () => suffixCharacters[randomInt(suffixCharacters.length)]).join('')
