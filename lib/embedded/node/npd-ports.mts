import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { http } from '../../http.mts'
import type { NpdResponse } from '../../npd/http-reporting.mts'
import type { Serve } from '../../npd/node-problem-detector.mts'
import { RunLog } from './run-log.mts'

/**
 * The two ports of NPD in a pod. They behave like ports on the pod's own loopback, so experiments do not affect
 * them. The operating system chooses the port numbers, because all pods share one loopback interface here.
 */
export interface NpdPorts {
  /** Example: `http://127.0.0.1:41833/conditions`. */
  conditionsUrl: string
  metricsUrl: string
  /** The URL that returns the latest runs of all plugins. Real NPD has no such endpoint. */
  runsUrl: string
  runLog: RunLog
  serve: Serve
  /**
   * Closes every later connection to NPD's endpoints without a response. `runsUrl` still responds. Call this when the
   * container has exited.
   */
  stopServing(): void
  close(): Promise<void>
}

const runsPath = '/npd-test/runs'

type RequestHandler = (path: string) => NpdResponse

export const openNpdPorts = async (): Promise<NpdPorts> => {
  const handlers: { http?: RequestHandler; prometheus?: RequestHandler } = {}
  const runLog = new RunLog()
  const renderRuns = (): NpdResponse => ({
    status: 200,
    contentType: 'application/json',
    body: runLog.render(),
  })
  const mainServer = await listen(path =>
    path === runsPath ? renderRuns() : handlers.http?.(path),
  )
  const prometheusServer = await listen(path => handlers.prometheus?.(path))
  return {
    conditionsUrl: `${urlOf(mainServer)}/conditions`,
    metricsUrl: `${urlOf(prometheusServer)}/metrics`,
    runsUrl: `${urlOf(mainServer)}${runsPath}`,
    runLog,
    serve: (port, handler) => {
      handlers[port] = handler
    },
    stopServing: () => {
      delete handlers.http
      delete handlers.prometheus
    },
    close: async () => {
      await Promise.all([mainServer, prometheusServer].map(close))
    },
  }
}

const listen = async (handle: (path: string) => NpdResponse | undefined): Promise<Server> => {
  const server = http.createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    const result = handle(path)
    if (!result) return request.socket.destroy()
    const { status, contentType, body } = result
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
