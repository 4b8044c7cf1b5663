import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findKubectls, type Kubectl } from './kubectl.fixture.mts'
import { openCluster, type TestCluster } from './open-cluster.fixture.mts'

const kubectls = await findKubectls(process.env)

/** Replaces ages, which differ between runs and change the column width. */
const withoutAges = (table: string): string =>
  table.replaceAll(/\b\d+(s|m|h|d|y)(\d+(s|m|h|d))?\b/g, 'AGE').replaceAll(/ +/g, ' ')

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

  /** Runs a command that must succeed with nothing on stderr, and returns its output. */
  const print = async (args: string | string[], stdin?: string): Promise<string> => {
    const { code, stdout, stderr } = await kubectl.run(args, stdin)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout
  }

  test('get prints the table of each kind', async () => {
    const tables = await Promise.all(
      [
        'nodes',
        'no -o wide',
        'po -n kube-system -o wide',
        'ns kube-system',
        'events',
        'ds -A',
        'leases -n kube-node-lease',
        'networkchaos -A',
      ].map(async what => `$ get ${what}\n${withoutAges(await print(`get ${what}`))}`),
    )
    expect(tables.join('')).toMatchInlineSnapshot(`
      "$ get nodes
      NAME STATUS ROLES AGE VERSION
      control-plane Ready control-plane AGE v1.34.0
      worker Ready <none> AGE v1.34.0
      $ get no -o wide
      NAME STATUS ROLES AGE VERSION INTERNAL-IP EXTERNAL-IP OS-IMAGE KERNEL-VERSION CONTAINER-RUNTIME
      control-plane Ready control-plane AGE v1.34.0 172.18.0.2 <none> Debian GNU/Linux 12 (bookworm) 6.1.0 containerd://2.1.4
      worker Ready <none> AGE v1.34.0 172.18.0.3 <none> Debian GNU/Linux 12 (bookworm) 6.1.0 containerd://2.1.4
      $ get po -n kube-system -o wide
      NAME READY STATUS RESTARTS AGE IP NODE NOMINATED NODE READINESS GATES
      npd-abcde 1/1 Running 0 AGE 10.244.0.2 control-plane <none> <none>
      npd-fghij 1/1 Running 0 AGE 10.244.1.2 worker <none> <none>
      $ get ns kube-system
      NAME STATUS AGE
      kube-system Active AGE
      $ get events
      LAST SEEN TYPE REASON OBJECT MESSAGE
      AGE Warning ApiServerUnreachable node/worker Node condition NetworkProblem is now: True
      $ get ds -A
      NAMESPACE NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE
      kube-system npd 2 2 2 2 2 <none> AGE
      $ get leases -n kube-node-lease
      NAME HOLDER AGE
      control-plane control-plane AGE
      worker worker AGE
      $ get networkchaos -A
      NAMESPACE NAME ACTION DURATION
      kube-system partition partition AGE
      "
    `)
  })

  test('get prints objects in the requested output format', async () => {
    expect(await print('get nodes -o name')).toBe('node/control-plane\nnode/worker\n')
    expect(await print('get node worker -o jsonpath={.status.nodeInfo.osImage}')).toBe(
      'Debian GNU/Linux 12 (bookworm)',
    )
    expect(
      await print(
        'get nodes -o custom-columns=NAME:.metadata.name,IP:.status.addresses[0].address',
      ),
    ).toBe('NAME            IP\ncontrol-plane   172.18.0.2\nworker          172.18.0.3\n')
    expect(JSON.parse(await print('get nodes -o json'))).toMatchObject({
      apiVersion: 'v1',
      kind: 'List',
      items: [{ kind: 'Node', metadata: { name: 'control-plane' } }, { kind: 'Node' }],
    })
    expect(await print('get networkchaos partition -n kube-system -o yaml')).toMatch(
      /^apiVersion: chaos-mesh.org\/v1alpha1\nkind: NetworkChaos\n.*^spec:\n {2}action: partition\n/ms,
    )
  })

  test('get selects by labels and fields and sorts', async () => {
    const names = async (args: string) =>
      (await print(`get ${args} -o name`)).split('\n').slice(0, -1)
    expect(await names('nodes -l node-role.kubernetes.io/control-plane')).toEqual([
      'node/control-plane',
    ])
    expect(
      await names('pods -A --field-selector spec.nodeName=worker,status.phase=Running'),
    ).toEqual(['pod/npd-fghij'])
    expect(await names('events --field-selector involvedObject.kind=Pod')).toEqual([])
    expect(await names('nodes --sort-by={.spec.podCIDR}')).toEqual([
      'node/control-plane',
      'node/worker',
    ])
    expect(await kubectl.run('get pods -l app=none')).toEqual({
      code: 0,
      stdout: '',
      stderr: 'No resources found in default namespace.\n',
    })
  })

  test('describe node prints conditions, pods, Lease and events', async () => {
    const text = await print('describe node worker')
    expect(text).toMatch(/^ {2}NetworkProblem +False .* ApiServerReachable /m)
    expect(text).toMatch(/^Lease:\n {2}HolderIdentity: {2}worker$/m)
    expect(text).toMatch(/^Non-terminated Pods: +\(1 in total\)$/m)
    expect(text).toMatch(/^ {2}kube-system +npd-fghij /m)
    expect(text).toMatch(/^ {2}Warning +ApiServerUnreachable .* network-custom-plugin-monitor /m)
  })

  test('describe pod and networkchaos print the fields of the objects', async () => {
    const pod = await print('describe pod -n kube-system npd-fghij')
    expect(pod).toMatch(/^Node: +worker\/$/m)
    expect(pod).toMatch(/^ {4}State: +Running$/m)
    expect(await print('describe networkchaos -n kube-system partition')).toMatch(
      /^ {2}Direction: +both$/m,
    )
  })

  test('logs supports --tail, --prefix and label selectors', async () => {
    const logs = (args: string) => print(`logs -n kube-system ${args}`)
    expect(await logs('npd-fghij')).toBe('npd-fghij: one\nnpd-fghij: two\n')
    expect(await logs('npd-fghij --tail 1')).toBe('npd-fghij: two\n')
    const selected = await logs('-l app=node-problem-detector --prefix --tail 1')
    expect(selected.split('\n').slice(0, -1).sort()).toEqual([
      '[pod/npd-abcde/npd] npd-abcde: two',
      '[pod/npd-fghij/npd] npd-fghij: two',
    ])
  })

  test('events can be filtered by type', async () => {
    expect(withoutAges(await print('events --types=Warning'))).toMatch(
      /^LAST SEEN TYPE REASON OBJECT MESSAGE\n.* Warning ApiServerUnreachable Node\/worker Node condition/,
    )
  })

  test('api-resources, api-versions and explain describe the API', async () => {
    expect(await print('api-resources')).toMatchInlineSnapshot(`
      "NAME              SHORTNAMES   APIVERSION                NAMESPACED   KIND
      configmaps        cm           v1                        true         ConfigMap
      events            ev           v1                        true         Event
      namespaces        ns           v1                        false        Namespace
      nodes             no           v1                        false        Node
      pods              po           v1                        true         Pod
      serviceaccounts   sa           v1                        true         ServiceAccount
      daemonsets        ds           apps/v1                   true         DaemonSet
      networkchaos                   chaos-mesh.org/v1alpha1   true         NetworkChaos
      leases                         coordination.k8s.io/v1    true         Lease
      "
    `)
    expect(await print('api-versions')).toBe(
      'apps/v1\nchaos-mesh.org/v1alpha1\ncoordination.k8s.io/v1\nv1\n',
    )
    expect(await print('explain node.status.conditions')).toMatch(
      /^ {2}type\t<string> -required-$/m,
    )
    expect(await print('explain networkchaos')).toMatch(/^KIND: +NetworkChaos$/m)
    expect((await kubectl.run('version -o json')).stdout).toContain('"serverVersion"')
  })

  test('errors have the messages of the real server', async () => {
    const fail = async (args: string) => (await kubectl.run(args)).stderr
    expect(await fail('get node nope')).toBe(
      'Error from server (NotFound): nodes "nope" not found\n',
    )
    expect(await fail('get networkchaos nope -n kube-system')).toBe(
      'Error from server (NotFound): networkchaos.chaos-mesh.org "nope" not found\n',
    )
    expect(await fail('get gadgets')).toBe(
      'error: the server doesn\'t have a resource type "gadgets"\n',
    )
    expect(await fail('get nodes --field-selector status.phase=x')).toBe(
      'Error from server (BadRequest): Unable to find "/v1, Resource=nodes" that match label selector "", field selector "status.phase=x": field label not supported: status.phase\n',
    )
  })
})
