// @ts-check
// A replacement for kubectl that supports only `get node NAME`, which the plugins call. Its output and
// exit codes match kubectl's. Plain JavaScript, so that it starts without a loader.
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { parseArgs } from 'node:util'

/** @param {string} message @returns {never} */
const fail = message => {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
  throw new Error(message)
}

const readArguments = () => {
  const { values, positionals } = parseArgs({
    options: { output: { type: 'string', short: 'o', default: '' } },
    allowPositionals: true,
  })
  const [verb, kind = '', ...names] = positionals.flatMap(argument => argument.split('/'))
  if (verb !== 'get' || !['node', 'nodes', 'no'].includes(kind) || names.length !== 1)
    fail(
      'error: this kubectl is a stand-in that supports only `get node NAME`; install kubectl for other commands',
    )
  return { name: names[0] ?? '', output: values.output }
}

/**
 * Returns the status code and the body of the response.
 * @param {string} path
 * @returns {Promise<{ code: number, text: string }>}
 */
const get = path => {
  const config = JSON.parse(readFileSync(process.env.KUBECONFIG ?? '', 'utf8'))
  const { server, 'certificate-authority-data': ca } = config.clusters[0].cluster
  const headers = { authorization: `Bearer ${config.users[0].user.token}` }
  return new Promise((resolve, reject) => {
    const clientRequest = request(
      `${server}${path}`,
      { headers, ca: Buffer.from(ca, 'base64'), agent: false },
      response => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', chunk => {
          text += chunk
        })
        response.on('end', () => resolve({ code: response.statusCode ?? 0, text }))
      },
    )
    clientRequest.on('error', error =>
      reject(new Error(`Unable to connect to the server: ${error.message}`)),
    )
    clientRequest.end()
  })
}

/** @typedef {{ metadata: { name: string, creationTimestamp: string, labels?: Record<string, string> }, status: { conditions?: { type: string, status: string }[], nodeInfo?: { kubeletVersion: string } } }} Node */

/** @param {Node} node */
const renderRow = ({ metadata, status }) => {
  const isReady = status.conditions?.find(({ type }) => type === 'Ready')?.status === 'True'
  const prefix = 'node-role.kubernetes.io/'
  const roles = Object.keys(metadata.labels ?? {}).flatMap(label =>
    label.startsWith(prefix) ? [label.slice(prefix.length)] : [],
  )
  const seconds = Math.floor((Date.now() - Date.parse(metadata.creationTimestamp)) / 1000)
  const age = seconds < 120 ? `${seconds}s` : `${Math.floor(seconds / 60)}m`
  const row = [
    metadata.name,
    isReady ? 'Ready' : 'NotReady',
    roles.join(',') || '<none>',
    age,
    status.nodeInfo?.kubeletVersion ?? '',
  ]
  const columns = ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION']
  const line = (/** @type {string[]} */ cells) =>
    cells
      .map((cell, index) =>
        cell.padEnd(Math.max(columns[index]?.length ?? 0, row[index]?.length ?? 0)),
      )
      .join('   ')
  return `${line(columns).trimEnd()}\n${line(row).trimEnd()}\n`
}

/**
 * Renders the value at a path such as `.metadata.labels.demo-problem`. A backslash in the path escapes a dot.
 * @param {unknown} value @param {string} path
 */
const follow = (value, path) => {
  const steps = path.match(/(?:\\.|[^.\\])+/g) ?? []
  let found = value
  for (const step of steps)
    found =
      typeof found === 'object' && found !== null
        ? /** @type {Record<string, unknown>} */ (found)[step.replaceAll('\\', '')]
        : undefined
  if (found === undefined) return ''
  return typeof found === 'string' ? found : JSON.stringify(found)
}

/** @param {Node} node @param {string} output */
const render = (node, output) => {
  if (output === '') return renderRow(node)
  if (output === 'json') return `${JSON.stringify(node, undefined, 4)}\n`
  if (output === 'name') return `node/${node.metadata.name}\n`
  const path = /^jsonpath=\{(\.[^{}]*)\}$/.exec(output)?.[1]
  if (path === undefined)
    return fail(
      `error: this kubectl is a stand-in that does not support -o ${output}; install kubectl for other formats`,
    )
  return follow(node, path)
}

try {
  const { name, output } = readArguments()
  const { code, text } = await get(`/api/v1/nodes/${encodeURIComponent(name)}`)
  const body = JSON.parse(text)
  if (code >= 400) fail(`Error from server (${body.reason}): ${body.message}`)
  process.stdout.write(render(body, output))
} catch (error) {
  if (process.exitCode !== 1)
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exitCode = 1
}
