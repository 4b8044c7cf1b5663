// @ts-check
// A replacement for kubectl in plugin tests: `get KIND [NAME]` returns the objects in a file. The first
// argument is the path of that file. If the file contains `null`, the replacement behaves as if the API server were
// unreachable. Plain JavaScript, so that it starts without a loader.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

/** @typedef {{ apiVersion?: string, kind: string, metadata: { name: string, namespace?: string } }} ApiObject */

class KubectlError extends Error {}

const usage =
  'the kubectl replacement in plugin-test supports only `get KIND [NAME] [-n NAMESPACE | -A] [-o json|yaml|name|jsonpath={.PATH}]`; write a stub for other calls'

/** @type {Record<string, string>} */
const shortNames = {
  no: 'node',
  po: 'pod',
  cm: 'configmap',
  ns: 'namespace',
  svc: 'service',
  ds: 'daemonset',
  deploy: 'deployment',
  ev: 'event',
  sa: 'serviceaccount',
}

const readArguments = (/** @type {string[]} */ args) => {
  const { values, positionals } = parseArgs({
    args,
    options: {
      output: { type: 'string', short: 'o', default: '' },
      namespace: { type: 'string', short: 'n', default: 'default' },
      'all-namespaces': { type: 'boolean', short: 'A', default: false },
      'ignore-not-found': { type: 'boolean', default: false },
      'no-headers': { type: 'boolean', default: false },
    },
    allowPositionals: true,
  })
  const [verb, kind = '', ...names] = positionals.flatMap(argument => argument.split('/'))
  if (verb !== 'get' || kind === '' || names.length > 1) throw new KubectlError(`error: ${usage}`)
  return { ...values, kind: shortNames[kind] ?? kind, name: names[0] }
}

const pluralOf = (/** @type {string} */ kind) => {
  const name = kind.toLowerCase()
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`
  return /(s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`
}

const groupOf = ({ apiVersion = 'v1' }) =>
  apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : ''

/** Renders the value at a path such as `.metadata.labels.a\.b` or `.items[0].kind`. */
const follow = (/** @type {unknown} */ value, /** @type {string} */ path) => {
  let found = value
  for (const step of path.match(/(?:\\.|[^.\\[\]])+/g) ?? [])
    found =
      typeof found === 'object' && found !== null
        ? /** @type {Record<string, unknown>} */ (found)[step.replaceAll('\\', '')]
        : undefined
  if (found === undefined) return ''
  return typeof found === 'object' ? JSON.stringify(found) : String(found)
}

const nameOf = (/** @type {ApiObject} */ object) =>
  `${object.kind.toLowerCase()}${groupOf(object)}/${object.metadata.name}`

/** @param {ApiObject[]} found @param {boolean} isList @param {{ output: string, 'no-headers': boolean }} options */
const render = async (found, isList, { output, 'no-headers': noHeaders }) => {
  const result = isList ? { apiVersion: 'v1', items: found, kind: 'List' } : found[0]
  if (output === 'json') return `${JSON.stringify(result, undefined, 4)}\n`
  if (output === 'yaml') return (await import('yaml')).stringify(result)
  if (output === 'name') return found.map(object => `${nameOf(object)}\n`).join('')
  const path = /^jsonpath=\{(\.[^{}]*)\}$/.exec(output)?.[1]
  if (path !== undefined) return follow(result, path)
  if (output !== '' && output !== 'wide') throw new KubectlError(`error: ${usage}`)
  const names = found.map(({ metadata }) => metadata.name)
  const width = Math.max(4, ...names.map(name => name.length))
  const rows = [...(noHeaders ? [] : ['NAME']), ...names].map(name => `${name.padEnd(width)}   `)
  return rows.map(row => `${row}${row.startsWith('NAME ') ? 'AGE' : '1d'}\n`).join('')
}

const [file = '', ...args] = process.argv.slice(2)
try {
  const { kind, name, namespace, 'all-namespaces': all, ...options } = readArguments(args)
  /** @type {ApiObject[] | null} */
  const objects = JSON.parse(readFileSync(file, 'utf8'))
  if (objects === null)
    throw new KubectlError(
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
    )
  const resource = kind.toLowerCase()
  const matching = objects.filter(object => {
    const plural = pluralOf(object.kind)
    const names = [object.kind.toLowerCase(), plural].flatMap(name => [
      name,
      name + groupOf(object),
    ])
    const objectNamespace = object.metadata.namespace
    return (
      names.includes(resource) &&
      (objectNamespace === undefined || all || objectNamespace === namespace)
    )
  })
  const found = matching.filter(({ metadata }) => name === undefined || metadata.name === name)
  if (found.length === 0 && name !== undefined && !options['ignore-not-found'])
    throw new KubectlError(
      `Error from server (NotFound): ${resource.endsWith('s') ? resource : pluralOf(resource)} "${name}" not found`,
    )
  if (found.length > 0 || options.output === 'json' || options.output === 'yaml')
    process.stdout.write(await render(found, name === undefined, options))
  else if (name === undefined)
    process.stderr.write(`No resources found in ${namespace} namespace.\n`)
} catch (error) {
  const { message } = /** @type {Error} */ (error)
  process.stderr.write(
    `${error instanceof KubectlError ? message : `error: ${message}\n${usage}`}\n`,
  )
  process.exitCode = 1
}
