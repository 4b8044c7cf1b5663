import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type KindMachine, openKindMachine } from './kind-machine.fixture.mts'
import { openScripts, type Scripts } from './scripts.fixture.mts'

let machine: KindMachine
let scripts: Scripts
beforeAll(async () => {
  machine = await openKindMachine()
  scripts = await openScripts(machine.environment)
})
afterAll(async () => {
  await scripts.close()
  await machine.end()
})
beforeEach(() => {
  machine.state.engine.CgroupVersion = '2'
  machine.state.engine.MemTotal = 8e9
})

it('reports that all requirements are met, and exits 0', async () => {
  const { stdout, stderr } = await scripts.mustRun('doctor')
  const lines = stdout.split('\n').filter(line => !line.includes('inotify'))
  expect(lines.join('\n').replaceAll(process.version, 'vN')).toMatchInlineSnapshot(`
    "embedded
      ✓ Node.js         vN
      ✓ bash            on PATH
      ✓ 127.0.0.1       the API server can open a port
    kind
      ✓ kind            v0.33.0
      ✓ kubectl         v1.37.1
      ✓ helm            v3.22.0
      ✓ Docker engine   28.0.0, 2 CPUs
      ✓ image store     classic; images are loaded directly
      ✓ cgroups         v2
      ✓ memory          8.0 GB
      ✓ disk            unknown, because /of-another-machine is not on this machine
      ✓ name            no other cluster is named npd-test
      ✓ kustomize npd/  \`kubectl kustomize --enable-helm npd/\` works
    "
  `)
  expect(stderr).toBe('')
})

it('reports all unmet requirements together, each with its fix', async () => {
  machine.state.engine.CgroupVersion = '1'
  machine.state.engine.MemTotal = 2e9
  const { code, stdout, stderr } = await scripts.run('doctor')
  expect(code).toBe(1)
  expect(stdout).toMatch(/✗ memory +2.0 GB, but the cluster needs 4 GB\n +Increase the memory/)
  expect(stdout).toMatch(/✗ cgroups +v1, but kindest\/node:v1.37.0 needs v2\n.*--node-image/)
  expect(stderr).toBe(
    '✗ Failed to meet the requirements of the kind cluster: cgroups, memory.\n  Use the embedded cluster, whose requirements are met: `npx zx scripts/run.mts --cluster embedded`.\n',
  )
})

it('run checks the same requirements before it changes anything', async () => {
  machine.state.engine.CgroupVersion = '1'
  const before = machine.lines.length
  const { code, stderr } = await scripts.run('run')
  expect(code).toBe(1)
  expect(stderr).toContain(
    'Failed to start the kind cluster: these requirements are not met:\n    cgroups: v1',
  )
  expect(machine.lines.slice(before).join('\n')).not.toMatch(/docker build|kind create/)
})

it('checks the requirements of another node image, and only the chosen cluster', async () => {
  machine.state.engine.CgroupVersion = '1'
  const { stdout } = await scripts.mustRun('doctor', [
    ...['--cluster', 'kind', '--node-image', 'kindest/node:v1.34.0'],
  ])
  expect(stdout).toContain('v1, which Kubernetes 1.34.0 supports')
  expect(stdout).not.toContain('embedded')
})

it.each([
  [/^kind version/, 'kind v0.31.0', 'kind', '0.31.0, but >=0.32 is required'],
  [/^helm version/, 'v3.7.2', 'helm', '3.7.2, but >=3.8 is required'],
  [/^kubectl version/, '{"gitVersion": "v1.26.9"}', 'kubectl', '1.26.9, but >=1.27 is required'],
])('rejects versions that are too old: %s', async (pattern, answer, name, found) => {
  const restore = machine.override(pattern, () => answer)
  const { code, stdout, stderr } = await scripts.run('doctor', ['--cluster', 'kind'])
  restore()
  expect([code, stderr]).toEqual([
    1,
    `✗ Failed to meet the requirements of the kind cluster: ${name}.\n`,
  ])
  expect(stdout).toContain(found)
})

it('explains how to start a Docker engine that does not respond', async () => {
  const restore = machine.override(/^docker info/, () => JSON.stringify({ ServerErrors: ['no'] }))
  const { code, stdout } = await scripts.run('doctor', ['--cluster', 'kind'])
  restore()
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(/✗ Docker engine +no Docker engine is running\n +Start/),
  ])
})

it('requires a newer kind for the pinned node image than for others', async () => {
  const other = ['--cluster', 'kind', '--node-image', 'kindest/node:v1.34.4']
  const restore = machine.override(/^kind version/, () => 'kind v0.27.0')
  expect((await scripts.mustRun('doctor', other)).stdout).toContain('✓ kind            v0.27.0')
  restore()
  const restoreOld = machine.override(/^kind version/, () => 'kind v0.26.0')
  expect((await scripts.run('doctor', other)).stdout).toContain('0.26.0, but >=0.27 is required')
  restoreOld()
})

it.each([
  ['v1.30.0', 'v3.22.0', '!'],
  ['v1.31.0', 'v3.22.0', '✓'],
  ['v1.35.0', 'v4.3.1', '!'],
  ['v1.36.0', 'v4.3.1', '✓'],
])(
  'reports whether npd/ can be applied by hand with kubectl %s and Helm %s',
  async (kubectl, helm, mark) => {
    const rules = [
      machine.override(/^kubectl version/, () => JSON.stringify({ gitVersion: kubectl })),
      machine.override(/^helm version/, () => helm),
    ]
    const { stdout } = await scripts.mustRun('doctor', ['--cluster', 'kind'])
    for (const restore of rules) restore()
    expect(stdout).toContain(`${mark} kustomize npd/`)
  },
)

it('reports the containerd image store', async () => {
  machine.state.engine.ServerVersion = '29.1.0'
  machine.state.engine.DriverStatus = [['driver-type', 'io.containerd.snapshotter.v1']]
  const { stdout } = await scripts.mustRun('doctor', ['--cluster', 'kind'])
  machine.state.engine.ServerVersion = '28.0.0'
  machine.state.engine.DriverStatus = null
  expect(stdout).toContain('✓ image store     containerd; images are loaded from archives')
})

it.each(['podman version 5.2.1', 'nerdctl version 2.0.0'])(
  'reports that %s is not supported, and run uses the embedded cluster',
  async version => {
    const restore = machine.override(/^docker --version/, () => version)
    const name = version.split(' ')[0]
    const { code, stdout } = await scripts.run('doctor', ['--cluster', 'kind'])
    expect([code, stdout]).toEqual([
      1,
      expect.stringContaining(`✗ Docker engine   ${name} is not supported; only Docker is`),
    ])
    const { stderr } = await scripts.mustRun('run', ['--workers', '1'])
    expect(stderr).toContain(
      `embedded: a built-in API server and real plugin processes (${name} is not supported`,
    )
    await scripts.mustRun('cleanup')
    restore()
  },
)
