import { describe, expect, it } from 'vitest'
import { allowAll } from '../embedded/apiserver/auth.mts'
import { createApi } from '../kube/api.mts'
import { connectWithToken } from '../kube/connection.mts'
import { events, nodes } from '../kube/resources.mts'
import type { KubeEvent } from '../kube/types.mts'
import { conditionAt, ready } from './nodes.fixture.mts'
import { lease } from './start-watchdog.fixture.mts'
import { WatchedCluster } from './watch.fixture.mts'

const other = conditionAt(0, { type: 'SomebodyElses' })
const marks = (lines: string[]) => lines.filter(line => / silent since /.test(line))

describe('the watchdog', () => {
  it(
    'marks a silent node and reports its recovery, twice',
    WatchedCluster.with(3, async cluster => {
      const { nextLine, lines } = await cluster.start()
      for (const round of [1, 2]) {
        cluster.silence('n0')
        await cluster.pass(30)
        expect(marks(lines)).toHaveLength(round - 1)
        await cluster.pass(10)
        expect(await nextLine(/n0 {2}silent since/)).toMatch(
          /silent since 12:0\d:\d0 \(40s\): NetworkProblem False -> Unknown/,
        )
        await cluster.events(2 * round - 1)
        expect(await cluster.condition('n0')).toMatchObject({
          status: 'Unknown',
          reason: 'NodeProblemDetectorSilent',
        })
        await cluster.resume('n0')
        expect(await nextLine(/n0 {2}recovered/)).toContain(
          'after 40s of silence: NetworkProblem False',
        )
        expect(await cluster.condition('n0')).toMatchObject({ status: 'False' })
        expect(marks(lines)).toHaveLength(round)
      }
      expect(await cluster.events(4)).toEqual([
        'Warning NodeProblemDetectorSilent n0',
        'Normal NodeProblemDetectorRecovered n0',
        'Warning NodeProblemDetectorSilent n0',
        'Normal NodeProblemDetectorRecovered n0',
      ])
      const { items } = await cluster.test.api.list<KubeEvent>(events)
      const { metadata } = await cluster.test.api.get(nodes, 'n0')
      expect(items.find(({ reason }) => reason === 'NodeProblemDetectorSilent')).toMatchObject({
        metadata: { namespace: 'default' },
        involvedObject: { kind: 'Node', uid: metadata.uid },
        message: expect.stringMatching(
          /silent since 20.*, so its conditions are outdated: NetworkProblem$/,
        ),
      })
    }),
  )

  it(
    'never changes conditions of the kubelet or of others, however old',
    WatchedCluster.with(
      3,
      async cluster => {
        const { nextLine } = await cluster.start()
        cluster.silence('n0')
        await cluster.pass(40)
        await nextLine(/n0 {2}silent since/)
        const others = [
          await cluster.condition('n0', 'Ready'),
          await cluster.condition('n0', other.type),
        ]
        expect(others).toEqual([ready, other])
      },
      other,
    ),
  )

  it(
    'writes a mark once, and nothing while all nodes are healthy',
    WatchedCluster.with(3, async cluster => {
      const { nextLine, lines, watchdog } = await cluster.start()
      cluster.silence('n0')
      await cluster.pass(40)
      await nextLine(/n0 {2}silent since/)
      const version = async () => (await cluster.test.api.get(nodes, 'n0')).metadata.resourceVersion
      await cluster.published('n0', 'True')
      const before = await version()
      await cluster.pass(40)
      cluster.silence('n1')
      await cluster.pass(40)
      await nextLine(/n1 {2}silent since/)
      expect([await version(), marks(lines).length]).toEqual([before, 2])
      expect(watchdog.state()).toMatchObject({ marks: 2, conflicts: 0 })
    }),
  )

  it(
    'starts the timers of all nodes when it starts',
    WatchedCluster.with(3, async cluster => {
      cluster.silence('n0')
      await cluster.pass(300)
      const { nextLine, lines } = await cluster.start()
      await cluster.pass(30)
      expect(marks(lines)).toEqual([])
      await cluster.pass(10)
      await nextLine(/n0 {2}silent since/)
    }),
  )

  it(
    'evaluates no node while it is disconnected, and restarts all timers afterwards',
    WatchedCluster.with(3, async cluster => {
      const { path, api } = await cluster.openCuttablePath()
      const { nextLine, lines, watchdog } = await cluster.start({ api })
      await cluster.pass(10)
      path.partition({ egress: true, ingress: true })
      cluster.silence('n1')
      await cluster.pass(60, watchdog)
      await nextLine(/lost the connection to the API server/)
      expect(watchdog.state().isDisconnected).toBe(true)
      path.heal()
      await nextLine(/reconnected to the API server/)
      await cluster.pass(30)
      expect(marks(lines)).toEqual([])
      await cluster.pass(10)
      await nextLine(/n1 {2}silent since/)
      expect(marks(lines)).toHaveLength(1)
    }),
  )

  it(
    'continues after its connections are lost and the missed changes are discarded',
    WatchedCluster.with(3, async cluster => {
      const { server, connect } = cluster.test
      // Only the connections of the watchdog are lost. NPD on the nodes remains connected.
      const others = new Set(server.sockets)
      const api = createApi(connect())
      const { nextLine, lines } = await cluster.start({ api })
      await cluster.pass(10)
      const own = [...server.sockets].filter(socket => !others.has(socket))
      expect(own).not.toEqual([])
      for (const socket of own) socket.destroy()
      server.store.compact()
      cluster.silence('n0')
      await cluster.pass(40)
      await nextLine(/n0 {2}silent since/)
      expect(marks(lines)).toHaveLength(1)
      api.close()
    }),
  )

  it(
    'pauses during a cluster-wide outage, reports it, and marks one node at each interval',
    WatchedCluster.with(4, async cluster => {
      const { nextLine, lines, watchdog } = await cluster.start()
      cluster.silence('n0', 'n1', 'n2', 'n3')
      await cluster.pass(40)
      expect(await nextLine(/4 of 4 nodes are overdue/)).toContain('one node every 100 s')
      await cluster.pass(90)
      expect([marks(lines).length, watchdog.state().pendingCount]).toEqual([0, 4])
      await cluster.pass(10)
      await nextLine(/silent since/)
      await cluster.pass(90)
      expect(marks(lines)).toHaveLength(1)
      await cluster.pass(10)
      await nextLine(/silent since/)
      expect(await cluster.events(3)).toContain(`Warning MostNodesSilent ${lease.name}`)
      await cluster.resume('n0', 'n1', 'n2', 'n3')
      await cluster.pass(10)
      await nextLine(/No longer a cluster-wide outage/)
      expect(marks(lines)).toHaveLength(2)
    }),
  )

  it(
    'prints each change once in a dry run, without writing it',
    WatchedCluster.with(3, async cluster => {
      const { nextLine, lines } = await cluster.start({ dryRun: true })
      cluster.silence('n0')
      await cluster.pass(40)
      await nextLine(/n0 {2}silent since/)
      cluster.silence('n1')
      await cluster.pass(40)
      await nextLine(/n1 {2}silent since/)
      expect(await cluster.condition('n0')).toMatchObject({ status: 'False' })
      expect([marks(lines).length, await cluster.events(0)]).toEqual([2, []])
    }),
  )

  it(
    'reports a rejected write, and retries later',
    WatchedCluster.with(3, async cluster => {
      const { server, certificate: caCertificate } = cluster.test
      const rules = [{ verbs: ['get', 'list', 'watch'], apiGroups: ['*'], resources: ['*'] }]
      server.tokens.add('reader', { name: 'reader', groups: [], rules })
      const access = { context: 'reader', server: server.url, caCertificate, token: 'reader' }
      const api = createApi(connectWithToken(access))
      const { nextLine } = await cluster.start({ api })
      cluster.silence('n0')
      await cluster.pass(40)
      await nextLine(/error Failed to mark node n0: .*forbidden/)
      server.tokens.add('reader', { name: 'reader', groups: [], rules: allowAll })
      await cluster.pass(10)
      await nextLine(/n0 {2}silent since/)
      api.close()
    }),
  )
})
