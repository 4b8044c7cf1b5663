import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { findFreePort } from '../../free-port.fixture.mts'
import type { Case } from './cases.mts'
import { createFolder } from './folder.mts'
import { type Outcome, outcomeOf } from './outcome.mts'

const node = JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker' } })

/** Runs a real NPD until it exits or writes conditions, one second after its start. */
export const runRealNpd = async (binary: string, configuration: Case): Promise<Outcome> => {
  const folder = createFolder(configuration)
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'application/json' }).end(node)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const metricsPort = await findFreePort()
  const npd = spawn(
    binary,
    [
      ...['--port=0', `--prometheus-port=${metricsPort}`],
      `--apiserver-override=http://127.0.0.1:${port}?inClusterConfig=false`,
      `--config.custom-plugin-monitor=${configuration.paths.join(',')}`,
    ],
    {
      cwd: folder.path,
      env: { PATH: process.env.PATH, NODE_NAME: 'worker', TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let runs = false
  let metrics = ''
  server.on('request', async ({ method }) => {
    if (method !== 'PATCH' || runs) return
    runs = true
    metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
    npd.kill('SIGKILL')
  })
  const lines: string[] = []
  createInterface({ input: npd.stderr }).on('line', line => lines.push(line))
  await once(npd, 'close')
  server.closeAllConnections()
  server.close()
  folder.remove()
  return outcomeOf(runs ? 'runs' : (npd.exitCode ?? -1), lines, metrics)
}
