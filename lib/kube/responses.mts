import type { HttpResponse } from './connection.mts'
import type { Status } from './types.mts'

export const readText = async (response: HttpResponse): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** Returns the object in the server's response. */
export const readJson = async <T,>(response: HttpResponse): Promise<T> =>
  JSON.parse(await readText(response))

/** Parses the Status in an error response. A proxy may respond with something other than a Status. */
export const parseStatus = (text: string, code: number): Status => {
  try {
    const status = JSON.parse(text)
    if (status.kind === 'Status') return status
  } catch {}
  const message = `the server responded with ${code}: ${text.slice(0, 200)}`
  return { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', message, code }
}
