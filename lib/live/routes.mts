import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { messageOf, UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { isObject } from '../kube/is-object.mts'
import { figureStyle } from '../timeline/theme.mts'
import { parseJsonOrUndefined } from '../yaml/json.mts'
import { type ActionRequest, actionNames } from './actions.mts'
import { renderPage } from './page.mts'
import { readNpdDetails, readPlugins } from './plugins.mts'
import type { Reply, Route } from './server.mts'
import type { LiveSession } from './session.mts'

export interface RouteOptions {
  api: KubeApi
  session: LiveSession
  /** Runs an action. Undefined if the page is read-only. */
  runAction: ((request: ActionRequest) => Promise<string>) | undefined
  readOnlyReason: string
}

const clientFolder = fileURLToPath(new URL('./client/', import.meta.url))
const inspectFile = new URL('../timeline/inspect.mjs', import.meta.url)
const javaScript = 'text/javascript'
/** The page's icon: the two lanes of a node in the timeline. */
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#e69f00" d="M1 2h14v5H1z"/><path fill="#009e73" d="M1 9h14v5H1z"/></svg>'
const maxBodyLength = 20_000
const spans = { default: 5 * 60_000, min: 10_000, max: 60 * 60_000 }

/** All routes of the server, by method and path. */
export const createRoutes = ({
  api,
  session,
  runAction,
  readOnlyReason,
}: RouteOptions): Map<string, Route> => {
  const files = readdirSync(clientFolder).filter(name => name.endsWith('.mjs'))
  const createFileRoute = (path: string | URL): Route => {
    const body = readFileSync(path, 'utf8')
    return () => ({ type: javaScript, body })
  }
  return new Map<string, Route>([
    [
      'GET /',
      () => ({ type: 'text/html', body: renderPage(runAction ? undefined : readOnlyReason) }),
    ],
    ...files.map((name): [string, Route] => [
      `GET /${name}`,
      createFileRoute(`${clientFolder}${name}`),
    ]),
    ['GET /inspect.mjs', createFileRoute(inspectFile)],
    ['GET /page.css', () => ({ type: 'text/css', body: readStyle() })],
    ['GET /icon.svg', () => ({ type: 'image/svg+xml', body: icon })],
    ['GET /events', createEventsRoute(session)],
    ['GET /timeline.svg', request => renderTimeline(session, request)],
    ['GET /plugins', async () => createJsonReply(200, await readPlugins(api))],
    ['GET /runs', request => renderRuns(api, request)],
    ['POST /actions', request => handleAction({ runAction, readOnlyReason }, request)],
  ])
}

/**
 * `page.css` must come after `panels.css`, because the narrow-screen rules in `page.css` override those in
 * `panels.css`.
 */
const readStyle = (): string =>
  [
    ...['panels.css', 'page.css'].map(name => readFileSync(`${clientFolder}${name}`, 'utf8')),
    figureStyle,
  ].join('\n')

const createEventsRoute =
  ({ feed }: LiveSession): Route =>
  (request, response) => {
    const lastId = request.headers['last-event-id']
    if (feed.connect(response, typeof lastId === 'string' ? lastId : undefined)) return undefined
    return { status: 503, type: 'text/plain', body: 'too many pages are open\n' }
  }

const renderTimeline = (session: LiveSession, request: IncomingMessage): Reply => {
  const { searchParams } = new URL(request.url ?? '', 'http://127.0.0.1')
  const spanMs = Number(searchParams.get('span') ?? spans.default)
  const to = searchParams.get('to')
  if (!(spanMs >= spans.min && spanMs <= spans.max) || Number.isNaN(Number(to ?? 0)))
    return { status: 400, type: 'text/plain', body: '`span` or `to` is not valid\n' }
  const body = session.renderTimeline({ spanMs, to: to === null ? undefined : Number(to) })
  return { type: 'image/svg+xml', body }
}

const renderRuns = async (api: KubeApi, { url = '' }: IncomingMessage): Promise<Reply> => {
  const node = new URL(url, 'http://127.0.0.1').searchParams.get('node')
  if (!isNodeName(node))
    return createJsonReply(400, { message: '`node` is not a valid node name.' })
  return createJsonReply(200, await readNpdDetails(api, node))
}

const handleAction = async (
  { runAction, readOnlyReason }: Pick<RouteOptions, 'runAction' | 'readOnlyReason'>,
  request: IncomingMessage,
): Promise<Reply> => {
  if (!runAction) return createJsonReply(403, { message: readOnlyReason })
  const actionRequest = await readAction(request)
  if (!actionRequest)
    return createJsonReply(400, { message: 'The request body is not a valid action.' })
  try {
    return createJsonReply(200, { message: await runAction(actionRequest) })
  } catch (error) {
    const hint = error instanceof UserError ? error.hint : undefined
    return createJsonReply(409, { message: messageOf(error), hint })
  }
}

const createJsonReply = (status: number, value: object): Reply => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
})

/**
 * Reads the action in the body. Returns undefined if the content type is not JSON, the body is too long or invalid,
 * the action is unknown, or `nodes` is not a list of node names.
 */
const readAction = async (request: IncomingMessage): Promise<ActionRequest | undefined> => {
  if (request.headers['content-type'] !== 'application/json') return undefined
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > maxBodyLength) return undefined
  }
  const body = parseJsonOrUndefined(text)
  if (!isObject(body)) return undefined
  const action = actionNames.find(name => name === body.action)
  const { nodes = [] } = body
  if (!action || !Array.isArray(nodes) || !nodes.every(isNodeName)) return undefined
  return { action, nodes }
}

const isNodeName = (name: unknown): name is string =>
  typeof name === 'string' && /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(name)
