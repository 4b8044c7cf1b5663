import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UsageError, UserError } from '../cli/errors.mts'
import { http } from '../http.mts'
import { renderMetrics } from './metrics.mts'
import type { WatchdogState } from './watchdog.mts'

/** An address to listen on. */
export interface Address {
  host: string
  port: number
}

export interface Endpoints {
  /** For example `http://127.0.0.1:8080`. */
  url: string
  close(): Promise<void>
}

/** Parses `--listen`: `PORT`, `:PORT` (all addresses) or `HOST:PORT`, with an IPv6 host in brackets. */
export const parseAddress = (text: string): Address => {
  const [, host = '', digits = ''] = /^(?:(.*):)?(\d+)$/.exec(text) ?? []
  const port = Number(digits)
  if (digits === '' || port > 65_535)
    throw new UsageError('--listen', {
      value: text,
      reason: 'not an address',
      example: '--listen :8080',
    })
  return { host: host.replace(/^\[|\]$/g, '') || '::', port }
}

interface EndpointResponse {
  code: number
  text: string
}

const handlers: Record<string, (state: WatchdogState) => EndpointResponse> = {
  '/metrics': state => ({ code: 200, text: renderMetrics(state) }),
  /** Always healthy: if the API server cannot be reached, a restart of the watchdog would not help. */
  '/livez': () => ({ code: 200, text: 'ok' }),
  /** Ready if the nodes have been read and the API server can be reached. */
  '/readyz': ({ isSynced, isDisconnected }) => {
    if (!isSynced) return { code: 503, text: 'the nodes have not been read yet' }
    return isDisconnected
      ? { code: 503, text: 'the API server does not respond' }
      : { code: 200, text: 'ok' }
  },
}

/** Serves `/metrics`, `/livez` and `/readyz`. Rejects with a UserError if it cannot listen. */
export const serveEndpoints = async (
  { host, port }: Address,
  getState: () => WatchdogState,
): Promise<Endpoints> => {
  const server = http.createServer((request, response) => {
    const handler = handlers[new URL(request.url ?? '/', 'http://localhost').pathname]
    const { code, text } = handler?.(getState()) ?? {
      code: 404,
      text: Object.keys(handlers).join(' '),
    }
    response.writeHead(code, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
    response.end(`${text.trimEnd()}\n`)
  })
  await listen(server, host, port)
  const { port: actualPort } = server.address() as AddressInfo
  return {
    url: `http://${host === '::' ? 'localhost' : host}:${actualPort}`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Listens on an address. The host `::` means IPv6 and IPv4, or only IPv4 if the machine does not support IPv6. */
const listen = async (server: Server, host: string, port: number): Promise<void> => {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (host === '::' && code === 'EAFNOSUPPORT') return listen(server, '0.0.0.0', port)
    throw new UserError(
      `Failed to listen on ${host}:${port}: ${message}.`,
      'Choose another address with --listen.',
    )
  }
}
