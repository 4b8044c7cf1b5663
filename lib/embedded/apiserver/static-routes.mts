import { renderJson } from './go-json.mts'

/** A document that does not change while the server runs. */
export interface StaticDocument {
  contentType: string
  body: string | Uint8Array
}

/**
 * Finds the document for a path (without its query) in a format that the client accepts. Returns
 * undefined if there is no such document.
 */
export type DocumentFinder = (path: string, accept: string) => StaticDocument | undefined

export const createJsonDocument = (
  content: object,
  contentType = 'application/json',
): StaticDocument => ({ contentType, body: `${renderJson(content)}\n` })
