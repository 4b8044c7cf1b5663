import { get, request } from 'node:http'

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** Sends a request with exactly these headers, as a browser or another program would. */
export const send = (
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { method = 'GET', headers = {}, body } = options
    const sent = request(url, { method, headers, agent: false }, response => {
      let text = ''
      response
        .setEncoding('utf8')
        .on('data', chunk => {
          text += chunk
        })
        .on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        )
    })
    sent.on('error', reject).end(body)
  })

/** Resolves with the stream of a page once it contains `end`. */
export const readUntil = (url: string, cookie: string, end: string | RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    get(url, { headers: { cookie }, agent: false }, response => {
      let text = ''
      response.setEncoding('utf8').on('error', reject)
      response.on('data', chunk => {
        text += chunk
        if (text.search(end) < 0) return
        resolve(text)
        response
          .off('error', reject)
          .on('error', () => {})
          .destroy()
      })
    }).on('error', reject)
  })
