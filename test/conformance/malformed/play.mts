import { fileURLToPath } from 'node:url'
import { type Malformed, preparation } from './request.mts'
import { malformed } from './requests.mts'
import { send } from './send.mts'

export const recordingFile = fileURLToPath(new URL('./recording.txt', import.meta.url))

const shorten = (text: string): string => (text.length > 70 ? `${text.slice(0, 70)}…` : text)

const describeRequest = ({ request, type, body }: Malformed): string => {
  const text = body === undefined ? undefined : JSON.stringify(shorten(body))
  return [shorten(request), type, text].filter(part => part !== undefined).join(' ')
}

const reasonOf = (body: string): string => {
  try {
    return JSON.parse(body).reason ?? ''
  } catch {
    return ''
  }
}

/** Sends all requests in order. Returns lines such as `GET /x => 404 NotFound`. */
export const playAll = async (server: { url: string; token: string }): Promise<string[]> => {
  for (const request of preparation) {
    const { code, body } = await send(server, request)
    if (code !== 201) throw new Error(`${request.request}: ${code} ${body}`)
  }
  const lines: string[] = []
  for (const request of malformed) {
    const { code, body } = await send(server, request)
    lines.push(`${describeRequest(request)} => ${code} ${reasonOf(body)}`.trim())
  }
  return lines
}
