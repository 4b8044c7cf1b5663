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

it('finds all that is needed, and exits 0', async () => {
  const { stdout, stderr } = await scripts.must('doctor')
  const lines = stdout.split('\n').filter(line => !line.includes('inotify'))
  expect(lines.join('\n').replaceAll(process.version, 'vN')).toMatchInlineSnapshot(`
    "embedded
      ✓ Node.js         vN
      ✓ bash            on PATH
      ✓ 127.0.0.1       has a port for the API server
    kind
      ✓ kind            v0.31.0
      ✓ kubectl         v1.35.0
      ✓ helm            v3.19.0
      ✓ Docker engine   28.0.0, 2 CPUs
      ✓ cgroups         v2
      ✓ memory          8.0 GB
      ✓ disk            not known, for it is not this machine's
      ✓ name            no other cluster is named npd-test
    "
  `)
  expect(stderr).toBe('')
})

it('tells of all that is lacking at once, each with its cure', async () => {
  machine.state.engine.CgroupVersion = '1'
  machine.state.engine.MemTotal = 2e9
  const { code, stdout, stderr } = await scripts.run('doctor')
  expect(code).toBe(1)
  expect(stdout).toMatch(/✗ memory +2.0 GB, and the cluster takes 4 GB\n +Give the engine more/)
  expect(stdout).toMatch(/✗ cgroups +v1, and kindest\/node:v1.35.1 needs v2\n.*--node-image/)
  expect(stderr).toBe(
    '✗ kind lacks: cgroups, memory.\n  `npx zx scripts/run.mts --cluster embedded` needs none of that.\n',
  )
})

it('is what run checks before it changes anything', async () => {
  machine.state.engine.CgroupVersion = '1'
  const before = machine.lines.length
  const { code, stderr } = await scripts.run('run')
  expect(code).toBe(1)
  expect(stderr).toContain('Failed to find what kind needs:\n    cgroups: v1')
  expect(machine.lines.slice(before).join('\n')).not.toMatch(/docker build|kind create/)
})

it('knows what another node image needs, and looks at one cluster if asked to', async () => {
  machine.state.engine.CgroupVersion = '1'
  const { stdout } = await scripts.must('doctor', [
    ...['--cluster', 'kind', '--node-image', 'kindest/node:v1.34.0'],
  ])
  expect(stdout).toContain('v1, which Kubernetes 1.34.0 takes')
  expect(stdout).not.toContain('embedded')
})

it.each([
  [/^kind version/, 'kind v0.20.0', 'kind', '0.20.0, and >=0.27 is needed'],
  [/^helm version/, 'v4.0.0', 'helm', '4.0.0, and >=3.8 <4 is needed'],
  [/^kubectl version/, '{"gitVersion": "v1.26.9"}', 'kubectl', '1.26.9, and >=1.27 is needed'],
])('knows which versions will not do: %s', async (pattern, answer, name, found) => {
  const forget = machine.answer(pattern, () => answer)
  const { code, stdout, stderr } = await scripts.run('doctor', ['--cluster', 'kind'])
  forget()
  expect([code, stderr]).toEqual([1, `✗ kind lacks: ${name}.\n`])
  expect(stdout).toContain(found)
})

it('tells how to start an engine that does not answer', async () => {
  const forget = machine.answer(/^docker info/, () => JSON.stringify({ ServerErrors: ['no'] }))
  const { code, stdout } = await scripts.run('doctor', ['--cluster', 'kind'])
  forget()
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(/✗ Docker engine +no .* answers\n +Start/),
  ])
})
