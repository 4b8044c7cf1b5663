import { stringify } from 'yaml'

/** Renders each value as a YAML document, and joins the documents. */
export const renderDocuments = (values: unknown[]): string =>
  values.map(value => `---\n${stringify(value)}`).join('')
