import { stringify } from 'yaml'

/** Renders each value as a YAML document, in one text. */
export const renderDocuments = (values: unknown[]): string =>
  values.map(value => `---\n${stringify(value)}`).join('')
