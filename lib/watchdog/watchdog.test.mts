import { describe, expect, it } from 'vitest'
import { allowAll } from '../embedded/apiserver/auth.mts'
import { createApi } from '../kube/api.mts'
import { connectDirect } from '../kube/connection.mts'
import { events, nodes } from '../kube/resources.mts'
import type { KubeEvent } from '../kube/types.mts'
import { conditionAt, ready } from './nodes.fixture.mts'
import { lease } from './start-watchdog.fixture.mts'
import { Ward } from './watch.fixture.mts'

const other = conditionAt(0, { type: 'SomebodyElses' })
const marks = (said: string[]) => said.filter(line => / silent since /.test(line))

describe('the watchdog', () => {
  it(
    'marks a silent node and reports its recovery, twice',
    Ward.with(3, async ward => {
      const { says, said } = await ward.start()
      for (const round of [1, 2]) {
        ward.silence('n0')
        await ward.pass(30)
        expect(marks(said)).toHaveLength(round - 1)
        await ward.pass(10)
        expect(await says(/n0 {2}silent since/)).toMatch(
          /silent since 12:0\d:\d0 \(40s\): NetworkProblem False -> Unknown/,
        )
        await ward.events(2 * round - 1)
        expect(await ward.condition('n0')).toMatchObject({
          status: 'Unknown',
          reason: 'NodeProblemDetectorSilent',
        })
        await ward.speak('n0')
        expect(await says(/n0 {2}recovered/)).toContain(
          'after 40s of silence: NetworkProblem False',
        )
        expect(await ward.condition('n0')).toMatchObject({ status: 'False' })
        expect(marks(said)).toHaveLength(round)
      }
      expect(await ward.events(4)).toEqual([
        'Warning NodeProblemDetectorSilent n0',
        'Normal NodeProblemDetectorRecovered n0',
        'Warning NodeProblemDetectorSilent n0',
        'Normal NodeProblemDetectorRecovered n0',
      ])
      const { items } = await ward.test.api.list<KubeEvent>(events)
      const { metadata } = await ward.test.api.get(nodes, 'n0')
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
    Ward.with(
      3,
      async ward => {
        const { says } = await ward.start()
        ward.silence('n0')
        await ward.pass(40)
        await says(/n0 {2}silent since/)
        const others = [await ward.condition('n0', 'Ready'), await ward.condition('n0', other.type)]
        expect(others).toEqual([ready, other])
      },
      other,
    ),
  )

  it(
    'writes a mark once, and nothing while all nodes are healthy',
    Ward.with(3, async ward => {
      const { says, said, watchdog } = await ward.start()
      ward.silence('n0')
      await ward.pass(40)
      await says(/n0 {2}silent since/)
      const version = async () => (await ward.test.api.get(nodes, 'n0')).metadata.resourceVersion
      await ward.published('n0', 'True')
      const before = await version()
      await ward.pass(40)
      ward.silence('n1')
      await ward.pass(40)
      await says(/n1 {2}silent since/)
      expect([await version(), marks(said).length]).toEqual([before, 2])
      expect(watchdog.state()).toMatchObject({ marks: 2, changes: 0 })
    }),
  )

  it(
    'starts the timers of all nodes when it starts',
    Ward.with(3, async ward => {
      ward.silence('n0')
      await ward.pass(300)
      const { says, said } = await ward.start()
      await ward.pass(30)
      expect(marks(said)).toEqual([])
      await ward.pass(10)
      await says(/n0 {2}silent since/)
    }),
  )

  it(
    'judges no node while it is disconnected, and restarts all timers afterwards',
    Ward.with(3, async ward => {
      const { path, api } = await ward.way()
      const { says, said, watchdog } = await ward.start({ api })
      await ward.pass(10)
      path.cut({ egress: true, ingress: true })
      ward.silence('n1')
      await ward.pass(60, watchdog)
      await says(/lost the API server/)
      expect(watchdog.state().isCutOff).toBe(true)
      path.heal()
      await says(/connected to the API server again/)
      await ward.pass(30)
      expect(marks(said)).toEqual([])
      await ward.pass(10)
      await says(/n1 {2}silent since/)
      expect(marks(said)).toHaveLength(1)
    }),
  )

  it(
    'continues after its connections are lost and the missed changes are discarded',
    Ward.with(3, async ward => {
      const { server, connect } = ward.test
      // Only its own connections; those of NPD on the nodes continue.
      const others = new Set(server.sockets)
      const api = createApi(connect())
      const { says, said } = await ward.start({ api })
      await ward.pass(10)
      const own = [...server.sockets].filter(socket => !others.has(socket))
      expect(own).not.toEqual([])
      for (const socket of own) socket.destroy()
      server.store.compact()
      ward.silence('n0')
      await ward.pass(40)
      await says(/n0 {2}silent since/)
      expect(marks(said)).toHaveLength(1)
      api.close()
    }),
  )

  it(
    'pauses during a cluster-wide outage, reports it, and marks one node at each interval',
    Ward.with(4, async ward => {
      const { says, said, watchdog } = await ward.start()
      ward.silence('n0', 'n1', 'n2', 'n3')
      await ward.pass(40)
      expect(await says(/4 of 4 nodes have sent no heartbeat in time/)).toContain(
        'one node every 100 s',
      )
      await ward.pass(90)
      expect([marks(said).length, watchdog.state().held]).toEqual([0, 4])
      await ward.pass(10)
      await says(/silent since/)
      await ward.pass(90)
      expect(marks(said)).toHaveLength(1)
      await ward.pass(10)
      await says(/silent since/)
      expect(await ward.events(3)).toContain(`Warning MostNodesSilent ${lease.name}`)
      await ward.speak('n0', 'n1', 'n2', 'n3')
      await ward.pass(10)
      await says(/no longer a cluster-wide outage/)
      expect(marks(said)).toHaveLength(2)
    }),
  )

  it(
    'prints each change once in a dry run, without writing it',
    Ward.with(3, async ward => {
      const { says, said } = await ward.start({ dryRun: true })
      ward.silence('n0')
      await ward.pass(40)
      await says(/n0 {2}silent since/)
      ward.silence('n1')
      await ward.pass(40)
      await says(/n1 {2}silent since/)
      expect(await ward.condition('n0')).toMatchObject({ status: 'False' })
      expect([marks(said).length, await ward.events(0)]).toEqual([2, []])
    }),
  )

  it(
    'reports a rejected write, and retries later',
    Ward.with(3, async ward => {
      const { server, certificate: caCertificate } = ward.test
      const rules = [{ verbs: ['get', 'list', 'watch'], groups: ['*'], resources: ['*'] }]
      server.tokens.add('reader', { name: 'reader', groups: [], rules })
      const access = { context: 'reader', server: server.url, caCertificate, token: 'reader' }
      const api = createApi(connectDirect(access))
      const { says } = await ward.start({ api })
      ward.silence('n0')
      await ward.pass(40)
      await says(/error n0 could not be marked: .*forbidden/)
      server.tokens.add('reader', { name: 'reader', groups: [], rules: allowAll })
      await ward.pass(10)
      await says(/n0 {2}silent since/)
      api.close()
    }),
  )
})
