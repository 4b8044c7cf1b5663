/** A document that does not change while the server runs. */
export interface StaticDocument {
  contentType: string
  body: string | Uint8Array
}

/**
 * Finds the document of a path in the form that the client accepts; undefined where there is none. The
 * path comes without its query.
 */
export type StaticRoutes = (path: string, accept: string) => StaticDocument | undefined

export const jsonDocument = (
  content: object,
  contentType = 'application/json',
): StaticDocument => ({ contentType, body: JSON.stringify(content) })
