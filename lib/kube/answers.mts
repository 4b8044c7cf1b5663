import type { IncomingMessage } from 'node:http'
import type { Status } from './types.mts'

export const readText = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

/** The object that the server answers with. */
export const readJson = async <T,>(response: IncomingMessage): Promise<T> =>
  JSON.parse(await readText(response))

/** What the server says when it refuses. What is between us and the server may answer with something else than a Status. */
export const statusOf = (text: string, code: number): Status => {
  try {
    const status = JSON.parse(text)
    if (status.kind === 'Status') return status
  } catch {}
  const message = `the server answered ${code}: ${text.slice(0, 200)}`
  return { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', message, code }
}
