import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listConditionTypes, type NpdValues, parseValues } from '../chart/values.mts'
import { ensureNodes } from '../cluster/embedded/nodes.mts'
import { applyNpd, waitForNpd } from '../cluster/install-npd.mts'
import { createApi, type KubeApi } from '../kube/api.mts'
import { connectWithToken } from '../kube/connection.mts'
import { daemonSets, leases, nodes, pods } from '../kube/resources.mts'
import type { DaemonSet, KubeNode, Lease, Pod } from '../kube/types.mts'
import { waitFor } from '../kube/wait.mts'
import { type EmbeddedCluster, startEmbeddedCluster } from './cluster.mts'
import { createCredentials } from './credentials.mts'

const { signal } = new AbortController()
const namespace = 'kube-system'

/** Chart values with one plugin that runs `script` and needs no kubectl. */
const valuesWithPlugin = (script: string) =>
  parseValues(
    'values.yaml',
    `settings:
  custom_plugin_monitors: [/custom-config/m.json]
  custom_monitor_definitions:
    m.json: |
      {"plugin": "custom", "source": "test", "pluginConfig": {"invoke_interval": "1h", "max_output_length": 200},
       "conditions": [{"type": "Seen", "reason": "No", "message": "no"}],
       "rules": [{"type": "permanent", "condition": "Seen", "reason": "Yes", "path": "./custom-config/p.sh"}]}
    p.sh: |
      #!/bin/bash
      ${script}
`,
  )

let folder: string
let cluster: EmbeddedCluster
let api: KubeApi
const log: string[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'npd-test-cluster-'))
  const credentials = await createCredentials()
  cluster = await startEmbeddedCluster({
    credentials,
    name: 'test',
    folder,
    sessionId: 'test',
    searchPath: ['/usr/local/bin', '/usr/bin', '/bin'],
    kubernetesVersion: 'v1.35.1',
    npdVersion: 'v1.35.1',
    log: line => log.push(line),
  })
  const { certificate: caCertificate, token } = credentials
  api = createApi(connectWithToken({ context: 'test', server: cluster.url, caCertificate, token }))
})
afterAll(async () => {
  api.close()
  await cluster.stop()
  expect(existsSync(join(folder, 'test-worker'))).toBe(false)
  rmSync(folder, { recursive: true })
})

const listPods = async () => (await api.list<Pod>(pods, { namespace })).items

const waitForMessage = (node: string, pattern: RegExp) =>
  waitFor<KubeNode, true>(api, nodes, {
    fieldSelector: `metadata.name=${node}`,
    timeoutMs: 15_000,
    findResult: ([found]) =>
      found?.status?.conditions?.some(({ message = '' }) => pattern.test(message)) || undefined,
    createTimeoutError: found => new Error(JSON.stringify(found[0]?.status?.conditions)),
  })

it('starts a machine for every node, each with a Ready condition and a Lease', async () => {
  expect(await ensureNodes(api, 'test', 2, signal)).toBe(3)
  const lease = await waitFor<Lease, Lease>(api, leases, {
    namespace: 'kube-node-lease',
    timeoutMs: 5_000,
    findResult: found => found.find(({ metadata }) => metadata.name === 'test-worker2'),
    createTimeoutError: () => new Error('no lease'),
  })
  expect(lease.spec?.leaseDurationSeconds).toBe(40)
  const node = await api.get<KubeNode>(nodes, 'test-control-plane')
  expect(node.status?.nodeInfo?.kubeletVersion).toBe('v1.35.1')
})

const taintsOf = ({ spec }: KubeNode) => spec?.taints?.map(({ key }) => key) ?? []

it('removes the taint of a new node once it is Ready, and taints cordoned nodes', async () => {
  const waitForTaints = (expected: string[][]) =>
    waitFor<KubeNode, true>(api, nodes, {
      timeoutMs: 5_000,
      findResult: found => isDeepStrictEqual(found.map(taintsOf), expected) || undefined,
      createTimeoutError: found => new Error(JSON.stringify(found.map(taintsOf))),
    })
  const controlPlane = ['node-role.kubernetes.io/control-plane']
  await waitForTaints([controlPlane, [], []])
  const setUnschedulable = (unschedulable: boolean) =>
    api.patch(nodes, 'test-worker', { type: 'merge', body: { spec: { unschedulable } } })
  await setUnschedulable(true)
  await waitForTaints([controlPlane, ['node.kubernetes.io/unschedulable'], []])
  await setUnschedulable(false)
  await waitForTaints([controlPlane, [], []])
})

const installNpd = async (values: NpdValues): Promise<void> => {
  await applyNpd(api, values, '2.4.1', signal)
  await waitForNpd(api, listConditionTypes(values), signal)
}

it('runs NPD on every node with its own folder and environment', async () => {
  const script = 'echo "$NODE_NAME $HOSTNAME [$VITEST] $(ls custom-config | tr "\\n" " ")"; exit 1'
  await installNpd(valuesWithPlugin(script))
  const [pod] = (await listPods()).filter(({ spec }) => spec.nodeName === 'test-worker')
  const seen = new RegExp(`^test-worker ${pod?.metadata.name} \\[\\] m.json p.sh$`)
  await waitForMessage('test-worker', seen)
  expect(pod).toMatchObject({
    status: { phase: 'Running', podIP: expect.stringMatching(/^10\.244\./) },
  })
})

it('gives each pod its own kubeconfig with the permissions of the ServiceAccount', async () => {
  const [pod] = await listPods()
  const file = join(folder, pod?.spec.nodeName ?? '', pod?.metadata.name ?? '', 'kubeconfig')
  const { clusters, users } = JSON.parse(readFileSync(file, 'utf8'))
  expect(clusters[0].cluster.server).not.toBe(cluster.url)
  const certificate = Buffer.from(
    clusters[0].cluster['certificate-authority-data'],
    'base64',
  ).toString()
  const own = createApi(
    connectWithToken({
      context: 'pod',
      server: clusters[0].cluster.server,
      caCertificate: certificate,
      token: users[0].user.token,
    }),
  )
  expect((await own.get(nodes, 'test-worker')).metadata.name).toBe('test-worker')
  await expect(own.list(nodes)).rejects.toThrow(
    'nodes is forbidden: User "system:serviceaccount:kube-system:node-problem-detector" cannot list resource "nodes"',
  )
  own.close()
})

it('serves the output of NPD as the pod log', async () => {
  const [pod] = await listPods()
  const lines: string[] = []
  for await (const line of api.readPodLog(namespace, pod?.metadata.name ?? '')) lines.push(line)
  expect(lines[0]).toMatch(/^I\d{4} .* custom_plugin_monitor.go:81\] Finish parsing/)
})

it('annotates each pod with the URLs of NPD, which work until the pod is deleted', async () => {
  const [pod] = (await listPods()).filter(({ spec }) => spec.nodeName === 'test-worker')
  const { annotations = {} } = pod?.metadata ?? {}
  const conditions = annotations['npd-test/conditions'] ?? ''
  const metrics = annotations['npd-test/metrics'] ?? ''
  expect(conditions).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/conditions$/)
  const answer = await fetch(conditions)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(await answer.json()).toMatchObject([{ type: 'Seen', status: 'True', reason: 'Yes' }])
  expect(await (await fetch(metrics)).text()).toContain('problem_counter{reason="Yes"} 1')
  expect((await fetch(`${new URL(conditions).origin}//`)).status).toBe(404)
  await api.delete(pods, pod?.metadata.name ?? '', { namespace })
  await waitFor<Pod, true>(api, pods, {
    namespace,
    timeoutMs: 10_000,
    findResult: found =>
      (found.length === 3 && !found.some(({ metadata }) => metadata.uid === pod?.metadata.uid)) ||
      undefined,
    createTimeoutError: () => new Error('the pod was not replaced'),
  })
  const isReachable = () =>
    fetch(conditions).then(
      () => true,
      () => false,
    )
  await expect.poll(isReachable, { timeout: 10_000 }).toBe(false)
})

it('replaces the pods only when their template changes', async () => {
  const listUids = async () => (await listPods()).map(({ metadata }) => metadata.uid).sort()
  const before = await listUids()
  await installNpd(valuesWithPlugin('echo second; exit 1'))
  await waitForMessage('test-worker2', /^second$/)
  const after = await listUids()
  expect(after.filter(uid => before.includes(uid))).toEqual([])
  await installNpd(valuesWithPlugin('echo second; exit 1'))
  expect(await listUids()).toEqual(after)
  const { status } = await api.get<DaemonSet>(daemonSets, 'node-problem-detector', { namespace })
  expect(status).toMatchObject({
    desiredNumberScheduled: 3,
    numberReady: 3,
    updatedNumberScheduled: 3,
  })
})

it('recreates a deleted pod and removes the pods of a deleted node', async () => {
  const [pod] = (await listPods()).filter(({ spec }) => spec.nodeName === 'test-worker')
  await api.delete(pods, pod?.metadata.name ?? '', { namespace })
  await api.delete(nodes, 'test-worker2')
  await waitFor<Pod, true>(api, pods, {
    namespace,
    timeoutMs: 10_000,
    findResult: found => {
      const nodeNames = found.map(({ spec }) => spec.nodeName).sort()
      const recreated = found.every(({ metadata }) => metadata.uid !== pod?.metadata.uid)
      return (recreated && nodeNames.join() === 'test-control-plane,test-worker') || undefined
    },
    createTimeoutError: found => new Error(found.map(({ spec }) => spec.nodeName).join()),
  })
})

it('restarts a crashed NPD after a delay and reports its exit code', async () => {
  const broken = valuesWithPlugin('exit 0')
  const text = broken.customMonitorDefinitions['m.json'] ?? ''
  broken.customMonitorDefinitions['m.json'] = text.replace(
    '"Seen", "reason": "No"',
    '"Other", "reason": "No"',
  )
  const installing = installNpd(broken)
  installing.catch(() => {})
  const crashed = await waitFor<Pod, Pod>(api, pods, {
    namespace,
    timeoutMs: 15_000,
    findResult: found => found.find(({ status }) => status?.containerStatuses?.[0]?.state?.waiting),
    createTimeoutError: () => new Error('no container crashed'),
  })
  expect(crashed.status?.containerStatuses?.[0]).toMatchObject({
    ready: false,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: { exitCode: 255, reason: 'Error' } },
  })
  expect(log).toEqual([])
})
