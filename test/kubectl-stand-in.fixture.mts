import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { type Document, parse, parseAllDocuments } from 'yaml'
import { renderNpd } from '../lib/chart/manifests.mts'
import { parseValues } from '../lib/chart/values.mts'
import { createApi } from '../lib/kube/api.mts'
import type { Connection } from '../lib/kube/connection.mts'
import { resources } from '../lib/kube/resources.mts'
import type { KubeObject } from '../lib/kube/types.mts'
import { type Answer, type Call, optionOf } from './stand-in-tools.fixture.mts'

/** A kubectl for the cluster that `connect` returns. It ignores its kubeconfig. */
export const kubectlStandIn = (connect: () => Connection): Record<string, Answer> => ({
  version: () => JSON.stringify({ clientVersion: { gitVersion: 'v1.37.1' } }),
  get: () => 'ok',
  proxy: call => serveProxy(call, connect()),
  apply: call => apply(call, connect()),
  rollout: () => 'deployment "npd-watchdog" successfully rolled out',
  kustomize: ({ args }) => kustomize(args.at(-1) ?? ''),
})

/** Renders the resources of a kustomization with its common labels. */
const kustomize = (folder: string): string => {
  const { resources, labels } = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8'))
  return resources
    .flatMap((name: string) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')))
    .map((document: Document) => {
      const object = document.toJS()
      object.metadata.labels = { ...object.metadata.labels, ...labels?.[0].pairs }
      return `---\n${JSON.stringify(object)}\n`
    })
    .join('')
}

/** Renders NPD's chart without its RBAC objects. */
export const renderChart = (text: string): string => {
  const values = parseValues('values.yaml', text)
  const { configMap, daemonSet } = renderNpd(values, { chartVersion: '2.4.1' })
  return [configMap, daemonSet].map(object => `---\n${JSON.stringify(object)}\n`).join('')
}

const apply = async (call: Call, connection: Connection): Promise<string> => {
  const api = createApi(connection)
  const options = { fieldManager: optionOf(call, '--field-manager'), force: true }
  for (const document of parseAllDocuments(call.input)) {
    const object = document.toJS() as KubeObject
    const resource = resources.find(({ kind }) => kind === object.kind)
    // The API server has no resource for some kinds, for example Deployment. Skip these.
    if (resource) await api.apply(resource, object, options)
  }
  api.close()
  return ''
}

/** Serves `kubectl proxy --unix-socket` until the command is killed. */
const serveProxy = async (call: Call, connection: Connection): Promise<string> => {
  const forward = async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const { host, connection: _, 'transfer-encoding': __, ...headers } = request.headers
    const closed = new AbortController()
    response.on('close', () => closed.abort())
    const answer = await connection.send({
      method: request.method as 'GET',
      path: request.url ?? '/',
      headers: headers as Record<string, string>,
      ...(body && { body }),
      signal: closed.signal,
      timeoutMs: 0,
    })
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.on('error', () => response.destroy()).pipe(response)
  }
  const server = createServer((request, response) => {
    // The client has disconnected.
    forward(request, response).catch(() => response.destroy())
  })
  // Rejects if the script has already removed the folder of the socket.
  const listening = once(server, 'listening')
  server.listen(optionOf(call, '--unix-socket'))
  await listening
  call.print('Starting to serve\n')
  await new Promise(resolve => call.signal.addEventListener('abort', resolve))
  server.close()
  connection.close()
  return ''
}
