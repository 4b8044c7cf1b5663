import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { http } from '../../http.mts'
import type { NpdResponse } from '../../npd/http-reporting.mts'
import type { Serve } from '../../npd/node-problem-detector.mts'
import { RunLog } from './run-log.mts'

/**
 * The two ports of NPD in a pod. They behave like ports on the pod's own loopback, so no experiment
 * cuts them. The system chooses the port numbers, because all pods share one loopback here.
 */
export interface NpdPorts {
  /** Example: `http://127.0.0.1:41833/conditions`. */
  conditionsUrl: string
  metricsUrl: string
  /** Serves the last runs of each plugin, which NPD does not publish. */
  runsUrl: string
  runs: RunLog
  serve: Serve
  /** Closes every new connection without a response. Call this when the container has ended. */
  stopAnswering(): void
  close(): Promise<void>
}

const runsPath = '/npd-test/runs'

type Answer = (path: string) => NpdResponse

export const openNpdPorts = async (): Promise<NpdPorts> => {
  const answers: { http?: Answer; prometheus?: Answer } = {}
  const runs = new RunLog()
  const answerRuns = (): NpdResponse => ({
    status: 200,
    contentType: 'application/json',
    body: runs.render(),
  })
  const main = await listen(path => (path === runsPath ? answerRuns() : answers.http?.(path)))
  const prometheus = await listen(path => answers.prometheus?.(path))
  return {
    conditionsUrl: `${urlOf(main)}/conditions`,
    metricsUrl: `${urlOf(prometheus)}/metrics`,
    runsUrl: `${urlOf(main)}${runsPath}`,
    runs,
    serve: (port, answer) => {
      answers[port] = answer
    },
    stopAnswering: () => {
      delete answers.http
      delete answers.prometheus
    },
    close: async () => {
      await Promise.all([main, prometheus].map(close))
    },
  }
}

const listen = async (find: (path: string) => NpdResponse | undefined): Promise<Server> => {
  const server = http.createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    const answer = find(path)
    if (!answer) return request.socket.destroy()
    const { status, contentType, body } = answer
    response.writeHead(status, {
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
    })
    return response.end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // Without an error handler, a failed accept (too many open files) would crash the process.
  server.on('error', () => {})
  return server
}

const urlOf = (server: Server): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}`

const close = async (server: Server): Promise<void> => {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
