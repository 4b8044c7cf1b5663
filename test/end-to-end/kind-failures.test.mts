import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { namespaces, pods } from '../../lib/kube/resources.mts'
import type { Pod } from '../../lib/kube/types.mts'
import { type KindMachine, openKindMachine } from '../kind-machine.fixture.mts'
import { openScripts, type Scripts } from '../scripts.fixture.mts'

const short = ['--interval', '2s', '--timeout', '1s', '--heartbeat', '5s', '--workers', '1']
const limit = 60_000

let machine: KindMachine
let scripts: Scripts
beforeEach(async () => {
  machine = await openKindMachine()
  scripts = await openScripts(machine.environment)
})
afterEach(async () => {
  await scripts.close()
  await machine.end()
}, limit)

const fail = (message: string) => () => {
  throw new Error(message)
}

const expectSuccess = async () => {
  const { stderr, stdout } = await scripts.mustRun('run', short)
  expect(stdout.match(/ApiServerReachable/g)).toHaveLength(2)
  expect(stderr).toContain('2 of 2 nodes report NetworkProblem, DemoProblem')
}

const refused = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.'

/** The failures, in the order in which a run reaches them. */
const failures: [failure: string, pattern: RegExp, message: string, fix: string][] = [
  [
    'the node image cannot be pulled',
    /^kind create/,
    'ERROR: failed to create cluster: failed to pull image "kindest/node:v1.37.0"',
    '--cluster embedded',
  ],
  ['the engine stops half-way', /^kind create/, refused, 'npx zx scripts/doctor.mts'],
  ['the image cannot be built', /^docker build/, 'pull access denied', 'image/Dockerfile'],
  [
    'an image is incomplete in the image store',
    /^kind load/,
    'content digest sha256:00: not found',
    'Load only one platform of the image',
  ],
  ['images cannot be loaded', /^kind load/, 'no space left on device', 'docker system prune'],
  ['a chart is not found', /^helm pull/, 'Failed to fetch the chart', '--charts DIR'],
  ['helm cannot install', /^helm upgrade/, 'timed out', 'get pods -n chaos-mesh'],
  ['the API server refuses', /^kubectl .* apply/, 'error: forbidden', 'kubectl'],
]

/** In this order, because a later run skips the first steps if they have succeeded. */
const steps = [/^kind create/, /^helm upgrade/, /^docker build/, /^kind load/, /^kubectl .* apply/]

describe('repeated runs', () => {
  it('report each failure with its fix, and then succeed', {
    timeout: limit,
  }, async () => {
    for (const [failure, pattern, message, fix] of failures) {
      const restore = machine.override(pattern, fail(message))
      const { code, stderr } = await scripts.run('run', short)
      expect([failure, code]).toEqual([failure, 1])
      expect(stderr).toContain(message)
      expect(stderr).toContain(fix)
      restore()
    }
    await expectSuccess()
  })

  it('succeed after being killed at every step', { timeout: limit }, async () => {
    for (const pattern of steps) {
      const before = machine.lines.length
      const restore = machine.override(pattern, () => new Promise<never>(() => {}))
      const { kill, ended } = scripts.start('run', short)
      await machine.waitForCall(pattern, before)
      kill('SIGKILL')
      await ended
      restore()
    }
    await expectSuccess()
  })

  it('stop the other work as soon as one step fails', { timeout: limit }, async () => {
    let killed = false
    machine.override(/^docker build/, async ({ signal }) => {
      await machine.waitForCall(/^kind create/)
      await new Promise(resolve => signal.addEventListener('abort', resolve))
      killed = true
      return ''
    })
    machine.override(/^kind create/, fail('ERROR: no room'))
    const { code, stderr } = await scripts.run('run', short)
    expect([code, stderr]).toEqual([1, expect.stringContaining('ERROR: no room')])
    await expect.poll(() => killed).toBe(true)
  })
})

/** Creates a pod of chaos-mesh that the kubelet cannot start. */
const createStuckPod = async (): Promise<void> => {
  const api = machine.openApi()
  const metadata = { name: 'chaos-daemon-x7', namespace: 'chaos-mesh' }
  const image = 'ghcr.io/chaos-mesh/chaos-daemon:v2.8.3'
  const spec = { nodeName: 'npd-test-worker', containers: [{ name: 'daemon', image }] }
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'chaos-mesh' } }
  await api.apply(namespaces, namespace, { fieldManager: 'helm' })
  await api.create(pods, { apiVersion: 'v1', kind: 'Pod', metadata, spec } as Pod)
  const waiting = {
    reason: 'ImagePullBackOff',
    message: `Back-off pulling image "${image}": denied`,
  }
  const container = { name: 'daemon', image, imageID: '', ready: false, restartCount: 0 }
  const status = { phase: 'Pending', containerStatuses: [{ ...container, state: { waiting } }] }
  await api.patch(
    pods,
    metadata.name,
    { type: 'merge', body: { status } },
    {
      namespace: metadata.namespace,
      subresource: 'status',
    },
  )
  api.close()
}

it('reports why a pod of chaos-mesh cannot start, and does not wait for helm', {
  timeout: limit,
}, async () => {
  let isEnded = false
  const restore = machine.override(/^helm upgrade/, async ({ signal }) => {
    await createStuckPod()
    await new Promise(resolve => signal.addEventListener('abort', resolve))
    isEnded = true
    return ''
  })
  const { code, stderr } = await scripts.run('run', short)
  restore()
  expect(code).toBe(1)
  expect(stderr).toContain(
    'Failed to start pod chaos-mesh/chaos-daemon-x7 on npd-test-worker: ImagePullBackOff',
  )
  expect(stderr).toContain('chaos-daemon:v2.8.3": denied')
  expect(stderr).toContain('or use `--cluster embedded`')
  await expect.poll(() => isEnded).toBe(true)
})

it('loads images from archives if the engine stores them in containerd', {
  timeout: limit,
}, async () => {
  machine.state.engine.DriverStatus = [['driver-type', 'io.containerd.snapshotter.v1']]
  machine.state.engine.ServerVersion = '29.0.1'
  const loads = async () => {
    const before = machine.lines.length
    await scripts.mustRun('run', short)
    return machine.lines
      .slice(before)
      .filter(line => /^kind load|^docker image save/.test(line))
      .map(line => line.replace(/\/\S+\/image.tar/, 'FILE'))
  }
  expect(await loads()).toEqual([
    'docker image save --platform linux/amd64 --output FILE custom-node-problem-detector:latest',
    'kind load image-archive --name npd-test FILE',
  ])
  expect(await loads()).toEqual([])
  machine.state.imageContent = 'second'
  expect(await loads()).toHaveLength(2)
})

describe('leftovers of an earlier run', () => {
  it('an incomplete cluster is recreated', { timeout: limit }, async () => {
    machine.override(/^kind create/, async () => {
      machine.state.clusters.add('npd-test')
      return new Promise<never>(() => {})
    })
    const first = scripts.start('run', short)
    await machine.waitForCall(/^kind create/)
    first.kill('SIGINT')
    expect((await first.ended).code).toBe(130)
    machine.override(/^kind create/, ({ proceed }) => proceed())
    await expectSuccess()
    expect(machine.lines.some(line => line.startsWith('kind delete cluster --name npd-test'))).toBe(
      true,
    )
  })

  it('nodes that appear while the cluster is recreated are also deleted', {
    timeout: limit,
  }, async () => {
    machine.override(/^kind create/, fail('ERROR: no room'))
    expect((await scripts.run('run', short)).code).toBe(1)
    let late = 2
    machine.override(/^kind create/, ({ proceed }) => {
      if (late-- > 0) machine.state.clusters.add('npd-test')
      return proceed()
    })
    await expectSuccess()
  })

  it.each(['pending-install', 'failed'])(
    'a release with status %s is uninstalled first',
    { timeout: limit },
    async status => {
      machine.state.release = { status, description: 'Initial install underway' }
      await expectSuccess()
      expect(machine.lines.some(line => line.startsWith('helm uninstall chaos-mesh --wait'))).toBe(
        true,
      )
      expect(machine.state.release?.status).toBe('deployed')
    },
  )
})

describe('a cluster of this name that run did not create', () => {
  it('is named in the error, and not changed by run and cleanup', async () => {
    machine.state.clusters.add('npd-test')
    const { code, stderr } = await scripts.run('run', short)
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(
        'a cluster named npd-test already exists, and `run` did not create it',
      ),
    ])
    expect(stderr).toContain('kind delete cluster --name npd-test')
    await scripts.mustRun('cleanup')
    expect(machine.lines.filter(line => /^kind (create|delete)|^docker build/.test(line))).toEqual(
      [],
    )
    expect(existsSync(join(scripts.folder, 'kind'))).toBe(false)
  })
})
