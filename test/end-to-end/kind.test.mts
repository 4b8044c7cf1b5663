import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KindMachine, openKindMachine } from '../kind-machine.fixture.mts'
import { scenarioTiming, show, testScenario } from '../scenario.fixture.mts'
import { openScripts, repository, type Scripts } from '../scripts.fixture.mts'

const short = scenarioTiming
const limit = 60_000

let machine: KindMachine
let scripts: Scripts
beforeAll(async () => {
  machine = await openKindMachine()
  scripts = await openScripts(machine.environment)
})
afterAll(async () => {
  await scripts.close()
  await machine.end()
}, limit)

const podNames = async (): Promise<string[]> => {
  const { stdout } = await scripts.mustRun('logs')
  return [...new Set(stdout.match(/node-problem-detector-\w{5}/g))].sort()
}

/** Returns the commands that `work` runs, without the paths of this machine. */
const commandsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
  const before = machine.lines.length
  await work()
  return machine.lines.slice(before).map(line =>
    line
      .replaceAll(scripts.folder, 'STATE')
      .replaceAll(repository, '')
      .replaceAll(dirname(join(repository, 'package.json')), '.')
      .replace(/\S+\/socket/, 'SOCKET'),
  )
}

const changes = (lines: string[]) =>
  lines.filter(
    line =>
      !/docker (--version|version|info|ps|exec|image inspect)|kind (version|get)|helm version|kubectl version|helm status|proxy/.test(
        line,
      ),
  )

describe('demo, with a Docker engine', () => {
  it('runs on a kind cluster and deletes it', { timeout: 2 * limit }, async () => {
    const image = join(scripts.folder, '..', 'image')
    const { stdout, stderr } = await scripts.mustRun('demo', ['--fast', '-o', image])
    expect(stderr).toContain('npd-test, kind: Docker containers as nodes')
    expect(stdout).toMatch(/npd-test-worker3? +unknown +Unknown|NPD did not report the outage/)
    expect(stderr).toMatch(/✓ kind cluster +\S+ s {2}removed/)
    expect(machine.state.clusters.size).toBe(0)
    machine.state.release = undefined
  })

  it('deletes the cluster and exits 1 if the demo fails', { timeout: limit }, async () => {
    const restore = machine.override(/^helm upgrade/, () => '')
    const { code, stderr } = await scripts.run('demo', ['--fast'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('no chaos-daemon runs on')])
    expect(machine.state.clusters.size).toBe(0)
    restore()
  })
})

describe('run, with a Docker engine', () => {
  it('creates a kind cluster and runs independent steps at the same time', {
    timeout: limit,
  }, async () => {
    const from = machine.lines.length
    const rules = [
      machine.override(/^docker build/, async ({ proceed }) => {
        await machine.waitForCall(/^kind create/, from)
        return proceed()
      }),
      machine.override(/^kind create/, async ({ proceed, warn }) => {
        await machine.waitForCall(/^docker build/, from)
        warn(' ✓ Preparing nodes 📦 📦 📦 📦 \n')
        await machine.waitForCall(/^kind load/, from)
        return proceed()
      }),
      machine.override(/^helm upgrade/, async ({ proceed }) => {
        await machine.waitForCall(/^kubectl .* apply/, from)
        return proceed()
      }),
    ]
    const commands = await commandsOf(async () => {
      const { stderr, stdout } = await scripts.mustRun('run', short)
      expect(stderr).toContain('cluster  npd-test, kind: Docker containers as nodes')
      expect(stderr).toContain('4 of 4 nodes report NetworkProblem, DemoProblem')
      expect(stdout.match(/ApiServerReachable/g)).toHaveLength(4)
    })
    for (const restore of rules) restore()
    expect(changes(commands).sort()).toMatchInlineSnapshot(`
      [
        "docker build --quiet --tag custom-node-problem-detector:latest --file image/Dockerfile image",
        "helm pull chaos-mesh --repo https://charts.chaos-mesh.org --version 2.8.3 --untar --untardir STATE/kind/charts",
        "helm pull oci://ghcr.io/deliveryhero/helm-charts/node-problem-detector --version 2.4.1 --untar --untardir STATE/kind/npd/charts",
        "helm template node-problem-detector STATE/kind/npd/charts/node-problem-detector --namespace kube-system --values STATE/kind/npd/values.yaml",
        "helm upgrade --install chaos-mesh STATE/kind/charts/chaos-mesh --create-namespace --values chaos/chaos-mesh-values.yaml --description npd-test 923c8f3be6c236eb --wait --timeout 5m --namespace chaos-mesh --kubeconfig STATE/kind/kubeconfig --kube-context kind-npd-test",
        "kind create cluster --name npd-test --kubeconfig STATE/kind/kubeconfig --config STATE/kind/kind.yaml --image kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5",
        "kind load docker-image --name npd-test custom-node-problem-detector:latest",
        "kubectl --kubeconfig STATE/kind/kubeconfig --context kind-npd-test apply --server-side --force-conflicts --field-manager npd-test --filename -",
        "kubectl kustomize STATE/kind/npd",
      ]
    `)
  })

  it('passes its own kubeconfig and context to every command that changes a cluster', () => {
    const targeted = machine.lines.filter(line =>
      /^(helm (?!version|pull|template)|kind create|kubectl .*(apply|proxy))/.test(line),
    )
    expect(targeted.length).toBeGreaterThan(5)
    for (const line of targeted)
      expect(line).toContain(`--kubeconfig ${scripts.folder}/kind/kubeconfig`)
    for (const line of targeted.filter(line => !line.startsWith('kind')))
      expect(line).toMatch(/--(kube-)?context kind-npd-test/)
  })

  it('changes nothing if nothing has changed', { timeout: limit }, async () => {
    const before = await podNames()
    expect(before).toHaveLength(4)
    const commands = await commandsOf(() => scripts.mustRun('run', short))
    expect(commands.join('\n')).not.toMatch(/kind create|helm (upgrade|pull)|docker start/)
    expect(await podNames()).toEqual(before)
  })

  it('deploys a changed image and changed values', { timeout: limit }, async () => {
    const first = await podNames()
    machine.state.imageContent = 'second'
    await scripts.mustRun('run', short)
    const second = await podNames()
    expect(second.filter(name => first.includes(name))).toEqual([])
    await scripts.mustRun('run', [...short, '--heartbeat', '6s'])
    const third = await podNames()
    expect(third).toHaveLength(4)
    expect(third.filter(name => second.includes(name))).toEqual([])
  })

  it('deploys the watchdog, from an image that it builds or from an existing one', {
    timeout: 2 * limit,
  }, async () => {
    const watchdog = (lines: string[]) => lines.filter(line => line.includes('watchdog')).sort()
    const built = await commandsOf(() => scripts.mustRun('run', [...short, '--watchdog']))
    expect(watchdog(changes(built))).toEqual([
      'docker build --quiet --tag npd-watchdog:latest --file watchdog/Dockerfile .',
      'kind load docker-image --name npd-test npd-watchdog:latest',
      'kubectl --kubeconfig STATE/kind/kubeconfig --context kind-npd-test rollout status --namespace npd-watchdog --timeout=120s deployment/npd-watchdog',
      'kubectl kustomize watchdog',
    ])
    machine.state.images.add('mine:v1')
    const own = ['--watchdog', '--watchdog-image', 'mine:v1']
    const taken = await commandsOf(() => scripts.mustRun('run', [...short, ...own]))
    expect(taken).toContain('kind load docker-image --name npd-test mine:v1')
    expect(taken.join('\n')).not.toContain('--tag npd-watchdog')
    const unknown = ['--watchdog', '--watchdog-image', 'missing:v1']
    const { code, stderr } = await scripts.run('run', [...short, ...unknown])
    expect([code, stderr]).toEqual([1, expect.stringContaining('missing:v1')])
  })

  it('restarts a cluster whose containers were stopped', { timeout: limit }, async () => {
    machine.state.stopped = true
    let refusals = 2
    const restore = machine.override(/^kubectl .* get --raw \/readyz/, () => {
      if (refusals-- > 0) throw new Error('EOF')
      return 'ok'
    })
    const { stderr } = await scripts.mustRun('run', short)
    expect(stderr).toMatch(/kind cluster .* restarted/)
    restore()
    expect(refusals).toBe(-1)
    expect(machine.lines).toContain('docker start c1 c2')
  })

  it('cannot change the number of nodes', async () => {
    const { code, stderr } = await scripts.run('run', [...short, '--workers', '2'])
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('the cluster has 3, and kind cannot change'),
    ])
    expect(stderr).toContain('npx zx scripts/cleanup.mts --cluster kind')
    expect(await show(scripts)).toHaveLength(4)
  })
  it('asks which cluster to use if both exist', { timeout: limit }, async () => {
    await scripts.mustRun('run', ['--cluster', 'embedded', '--workers', '1', ...short])
    for (const name of ['run', 'show', 'chaos-apply', 'logs']) {
      const { code, stderr } = await scripts.run(name)
      expect([name, code]).toEqual([name, 2])
      expect(stderr).toContain('both an embedded cluster and a kind cluster exist')
    }
    expect(await show(scripts, '--cluster', 'kind')).toHaveLength(4)
    expect(await show(scripts, '--cluster', 'embedded')).toHaveLength(2)
    await scripts.mustRun('cleanup', ['--cluster', 'embedded'])
    expect(await show(scripts)).toHaveLength(4)
  })

  testScenario(() => scripts)

  it('is deleted by cleanup, and no other cluster is', { timeout: limit }, async () => {
    machine.state.clusters.add('user-cluster')
    expect((await scripts.mustRun('cleanup', ['--dry-run'])).stdout).toBe(
      'Would delete the kind cluster npd-test, with its nodes.\n',
    )
    const logs = join(dirname(scripts.folder), 'logs')
    const commands = await commandsOf(() => scripts.mustRun('cleanup', ['--export-logs', logs]))
    expect(readdirSync(join(logs, 'node-problem-detector'))).toHaveLength(4)
    expect(changes(commands)).toEqual([
      'kind export logs STATE/../logs/kind --name npd-test'.replace(
        'STATE/..',
        dirname(scripts.folder),
      ),
      'kind delete cluster --name npd-test --kubeconfig STATE/kind/kubeconfig',
    ])
    expect([...machine.state.clusters]).toEqual(['user-cluster'])
    expect(existsSync(scripts.folder)).toBe(false)
  })
})
