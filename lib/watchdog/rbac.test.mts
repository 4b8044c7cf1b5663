import { readFileSync } from 'node:fs'
import { expect, it, vi } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { renderNpd } from '../chart/manifests.mts'
import { readTunedValues } from '../chart/tuned-values.mts'
import { createApi, type KubeApi } from '../kube/api.mts'
import type { Connection, HttpRequest } from '../kube/connection.mts'
import { configMaps, daemonSets } from '../kube/resources.mts'
import { readConfiguration } from './configuration.mts'
import { WatchedCluster } from './watch.fixture.mts'

/** The attributes that RBAC uses; a resource can be a subresource such as `nodes/status`. */
interface Attributes {
  verb: string
  group: string
  resource: string
  namespace: string | undefined
  name: string | undefined
}

interface Role {
  kind: 'ClusterRole' | 'Role'
  metadata: { namespace?: string }
  rules: { apiGroups: string[]; resources: string[]; verbs: string[]; resourceNames?: string[] }[]
}

/** Each rule split into single permissions, one per line. */
const permissions = (): { line: string; allows: (asked: Attributes) => boolean }[] => {
  const text = readFileSync(new URL('../../watchdog/rbac.yaml', import.meta.url), 'utf8')
  const roles = parseAllDocuments(text)
    .map(document => document.toJS() as Role)
    .filter(({ kind }) => kind === 'ClusterRole' || kind === 'Role')
  return roles.flatMap(({ kind, metadata: { namespace = '' }, rules }) =>
    rules.flatMap(({ apiGroups, resources, verbs, resourceNames }) =>
      apiGroups.flatMap(group =>
        resources.flatMap(resource =>
          verbs.map(verb => ({
            line: `${verb} ${group}/${resource} ${resourceNames?.join() ?? ''} in ${namespace || 'all'}`,
            allows: (asked: Attributes) =>
              (kind === 'ClusterRole' || asked.namespace === namespace) &&
              [asked.verb, asked.group, asked.resource].join() === [verb, group, resource].join() &&
              (!resourceNames || resourceNames.includes(asked.name ?? '')),
          })),
        ),
      ),
    ),
  )
}

const verbs = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }
const pathPattern =
  /^\/(?:api|apis\/([^/]+))\/v\d[^/]*(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/

/** Parses a request like the API server's `RequestInfoFactory`. */
const attributesOf = ({ method, path }: HttpRequest): Attributes => {
  const { pathname, searchParams } = new URL(path, 'https://localhost')
  const [, group = '', namespace, resource = '', name, subresource] =
    pathPattern.exec(pathname) ?? []
  const ofMany = searchParams.get('watch') === 'true' ? 'watch' : 'list'
  return {
    verb: method === 'GET' && name === undefined ? ofMany : verbs[method],
    group,
    resource: subresource ? `${resource}/${subresource}` : resource,
    namespace,
    name,
  }
}

/** Creates a client that records its requests. `before` runs before each request and can delay it. */
const recording = (
  connection: Connection,
  before: (asked: Attributes) => Promise<void>,
): { api: KubeApi; asked: Attributes[] } => {
  const asked: Attributes[] = []
  const send: Connection['send'] = async request => {
    const attributes = attributesOf(request)
    asked.push(attributes)
    await before(attributes)
    return connection.send(request)
  }
  return { api: createApi({ ...connection, send }), asked }
}

/** Installs NPD. Without it, the watchdog would search all namespaces, which its role does not allow. */
const installNpd = async (api: KubeApi): Promise<void> => {
  const { daemonSet, configMap } = renderNpd(await readTunedValues({}), { chartVersion: '2.4.1' })
  await api.create(configMaps, configMap)
  await api.create(daemonSets, daemonSet)
}

it(
  'uses all permissions in watchdog/rbac.yaml, and no others',
  WatchedCluster.with(4, async cluster => {
    let isOutrun = false
    const { api, asked } = recording(cluster.test.connect(), async ({ verb, name = '' }) => {
      if (verb !== 'patch' || isOutrun) return
      isOutrun = true
      await cluster.resume(name)
    })
    const { signal } = new AbortController()
    await installNpd(cluster.test.api)
    const { types } = await readConfiguration(api, {}, signal)
    expect(types).toContain('NetworkProblem')
    const { nextLine, stop, watchdog } = await cluster.start({
      api,
      identity: 'one',
      limits: { disruptionRate: 1_000 },
    })
    cluster.silence('n0', 'n1', 'n2', 'n3')
    await cluster.pass(40)
    await nextLine(/4 of 4 nodes are overdue/)
    await cluster.pass(10)
    await vi.waitFor(() => expect(watchdog.state().conflicts).toBe(1), { timeout: 10_000 })
    // One node has recovered from the full outage, so the timers of the others restart.
    await cluster.pass(40)
    await nextLine(/3 of 4 nodes are overdue/)
    await cluster.pass(10)
    await nextLine(/silent since/)
    await cluster.events(2)
    await stop()
    api.close()
    const rules = permissions()
    expect(asked.filter(attributes => !rules.some(({ allows }) => allows(attributes)))).toEqual([])
    expect(rules.filter(({ allows }) => !asked.some(allows)).map(({ line }) => line)).toEqual([])
  }),
)
