import { stringify } from 'yaml'

/** A YAML document for each value, in one text. */
export const renderDocuments = (values: unknown[]): string =>
  values.map(value => `---\n${stringify(value)}`).join('')
