import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { daemonSet, networkChaos } from './cluster.fixture.mts'
import { findKubectls, type Kubectl } from './kubectl.fixture.mts'
import { openCluster, type TestCluster } from './open-cluster.fixture.mts'

const kubectls = await findKubectls(process.env)
const configMap = (data: Record<string, string>, name = 'plugin') =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data })

test.skipIf(kubectls.length > 0)(
  'all tests are skipped without a kubectl on PATH or in KUBECTLS',
  () => {},
)

describe.each(kubectls)('kubectl $version', ({ path }) => {
  let cluster: TestCluster
  let kubectl: Kubectl

  beforeAll(async () => {
    cluster = await openCluster(path)
    kubectl = cluster.kubectl
  })
  afterAll(() => cluster?.close())

  const print = async (args: string | string[], stdin?: string): Promise<string> => {
    const { code, stdout, stderr } = await kubectl.run(args, stdin)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout
  }
  const fail = async (args: string | string[], stdin?: string): Promise<string> => {
    const { code, stderr } = await kubectl.run(args, stdin)
    expect(code).toBe(1)
    return stderr
  }
  const patch = (args: string, content: object | object[]) =>
    print(['patch', ...args.split(' '), '-p', JSON.stringify(content)])
  const readConditions = async (node: string) =>
    print([
      'get',
      'node',
      node,
      '-o',
      'jsonpath={range .status.conditions[*]}{.type}={.status} {end}',
    ])

  test('label and annotate change existing values only with --overwrite', async () => {
    expect(await print('label pod -n kube-system npd-abcde nodeName=worker')).toBe(
      'pod/npd-abcde labeled\n',
    )
    expect(await fail('label pod -n kube-system npd-abcde nodeName=other')).toBe(
      "error: 'nodeName' already has a value (worker), and --overwrite is false\n",
    )
    await print('label pod -n kube-system npd-abcde nodeName=other --overwrite')
    expect(await print('get pod -n kube-system -l nodeName=other -o name')).toBe('pod/npd-abcde\n')
    expect(await print('label pod -n kube-system npd-abcde nodeName-')).toBe(
      'pod/npd-abcde unlabeled\n',
    )
    expect(await print(['annotate', 'node', 'worker', 'note=as it was'])).toMatch(
      /^node\/worker annotate/,
    )
    expect(await fail(['label', 'node', 'worker', 'a b=c'])).toMatch(
      /^The Node "worker" is invalid: metadata.labels: Invalid value: "a b": name part must consist of /,
    )
  })

  test('client-side and server-side apply create, update and leave objects unchanged', async () => {
    const apply = (args: string, data: Record<string, string>) =>
      print(`apply -f -${args}`, configMap(data))
    expect(await apply('', { a: '1' })).toBe('configmap/plugin created\n')
    expect(await apply('', { a: '1' })).toBe('configmap/plugin unchanged\n')
    expect(await apply(' --dry-run=server', { b: '2' })).toBe(
      'configmap/plugin configured (server dry run)\n',
    )
    expect(await apply('', { b: '2' })).toBe('configmap/plugin configured\n')
    expect(await print('get cm plugin -o jsonpath={.data}')).toBe('{"b":"2"}')
    const other = configMap({ c: '3' }, 'served')
    for (const _ of [1, 2])
      expect(await print('apply --server-side -f -', other)).toBe(
        'configmap/served serverside-applied\n',
      )
    expect(await print('get cm served -o jsonpath={.data}')).toBe('{"c":"3"}')
  })

  test('apply works for custom resources and workloads', async () => {
    const chaos = { ...networkChaos, metadata: { ...networkChaos.metadata, name: 'applied' } }
    const apply = (object: object) => print('apply -f -', JSON.stringify(object))
    expect(await apply(chaos)).toBe('networkchaos.chaos-mesh.org/applied created\n')
    expect(await apply({ ...chaos, spec: { ...chaos.spec, duration: '5m' } })).toBe(
      'networkchaos.chaos-mesh.org/applied configured\n',
    )
    const { status, ...set } = daemonSet
    const applied = { ...set, metadata: { ...set.metadata, name: 'applied' } }
    expect(await apply(applied)).toBe('daemonset.apps/applied created\n')
    expect(await apply(applied)).toBe('daemonset.apps/applied unchanged\n')
    expect(await print('delete ds,networkchaos applied -n kube-system')).toBe(
      'daemonset.apps "applied" deleted\nnetworkchaos.chaos-mesh.org "applied" deleted\n',
    )
  })

  test('diff shows the changes that apply would make', async () => {
    await print('apply -f -', configMap({ a: '1' }, 'compared'))
    expect((await kubectl.run('diff -f -', configMap({ a: '1' }, 'compared'))).code).toBe(0)
    const { code, stdout } = await kubectl.run('diff -f -', configMap({ a: '2' }, 'compared'))
    expect(code).toBe(1)
    expect(stdout).toMatch(/^-\s+a: "1"\n\+\s+a: "2"$/m)
  })

  test('patch supports three patch types and changes the status only through its subresource', async () => {
    expect(await patch('node worker', { spec: { unschedulable: true } })).toBe(
      'node/worker patched\n',
    )
    await patch('node worker --type=json', [{ op: 'remove', path: '/spec/unschedulable' }])
    expect(await patch('node worker --type=merge', { metadata: { labels: { a: 'b' } } })).toBe(
      'node/worker patched\n',
    )
    const condition = { type: 'DemoProblem', status: 'True', reason: 'Demo' }
    const status = { status: { conditions: [condition] } }
    expect(await patch('node worker', status)).toBe('node/worker patched (no change)\n')
    await patch('node worker --subresource=status', status)
    expect(await readConditions('worker')).toMatch(
      /NetworkProblem=False.* DemoProblem=True|DemoProblem=True .*NetworkProblem=False/,
    )
    await patch('node worker --subresource=status', {
      status: { conditions: [{ $patch: 'delete', type: 'DemoProblem' }] },
    })
    expect(await readConditions('worker')).not.toContain('DemoProblem')
  })

  test('wait ends when a condition is met and fails after its timeout', async () => {
    expect(await print('wait node/worker --for=condition=Ready --timeout=5s')).toBe(
      'node/worker condition met\n',
    )
    const waiting = kubectl.run('wait node/worker --for=condition=NetworkProblem --timeout=10s')
    await patch('node worker --subresource=status', {
      status: { conditions: [{ type: 'NetworkProblem', status: 'True', reason: 'X' }] },
    })
    expect(await waiting).toMatchObject({ code: 0, stdout: 'node/worker condition met\n' })
    expect(await fail('wait node/worker --for=condition=Nope --timeout=1s')).toBe(
      'error: timed out waiting for the condition on nodes/worker\n',
    )
  })

  test('get -w prints changes', async () => {
    const watch = kubectl.start('get networkchaos -n kube-system -w')
    await watch.waitForOutput(/partition +partition +10m/)
    await patch('networkchaos partition -n kube-system --type=merge', { spec: { duration: '7m' } })
    await watch.waitForOutput(/partition +partition +7m/)
    await watch.stop()
  })

  test('delete waits for the removal and reports missing objects', async () => {
    await print('create -f -', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"gone"}}')
    expect(await print('delete cm gone')).toBe('configmap "gone" deleted\n')
    expect(await fail('delete cm gone')).toBe(
      'Error from server (NotFound): configmaps "gone" not found\n',
    )
    expect(await print('delete cm gone --ignore-not-found')).toBe('')
  })

  test('rollout restart changes the template and rollout status waits for the rollout', async () => {
    expect(await print('rollout restart ds/npd -n kube-system')).toBe(
      'daemonset.apps/npd restarted\n',
    )
    await patch('ds npd -n kube-system --subresource=status --type=merge', {
      status: { ...daemonSet.status, observedGeneration: 2 },
    })
    expect(await print('rollout status ds/npd -n kube-system --timeout=5s')).toBe(
      'daemon set "npd" successfully rolled out\n',
    )
  })

  test('create rejects invalid, unknown and existing objects', async () => {
    const create = (object: object) => fail('create -f -', JSON.stringify(object))
    const chaos = (spec: object) => ({ ...networkChaos, metadata: { name: 'x' }, spec })
    expect(
      await create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'Bad_Name' } }),
    ).toMatch(
      /^The Node "Bad_Name" is invalid: metadata.name: Invalid value: "Bad_Name": a lowercase RFC 1123 subdomain must consist of/,
    )
    expect(await create(chaos({ ...networkChaos.spec, action: 'cut' }))).toBe(
      'The NetworkChaos "x" is invalid: spec.action: Unsupported value: "cut": supported values: "netem", "delay", "loss", "duplicate", "corrupt", "partition", "bandwidth"\n',
    )
    expect(await create(chaos({ ...networkChaos.spec, foo: 'bar' }))).toBe(
      'Error from server (BadRequest): error when creating "STDIN": NetworkChaos in version "v1alpha1" cannot be handled as a NetworkChaos: strict decoding error: unknown field "spec.foo"\n',
    )
    expect(
      await create({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'x' },
        data: { a: 1 },
      }),
    ).toBe(
      'Error from server (BadRequest): error when creating "STDIN": ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data of type string\n',
    )
    expect(await create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker' } })).toBe(
      'Error from server (AlreadyExists): error when creating "STDIN": nodes "worker" already exists\n',
    )
  })
})
