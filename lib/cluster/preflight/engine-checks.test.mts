import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import type { EngineInfo } from '../kind/engine.mts'
import { runChecks } from './check.mts'
import { capacityChecks, createEngineChecks } from './engine-checks.mts'

const info: EngineInfo = {
  ServerVersion: '28.0.0',
  MemTotal: 8e9,
  NCPU: 4,
  DockerRootDir: '/of-a-vm',
  CgroupVersion: '2',
}

const cgroups = async (CgroupVersion: string, image: string) => {
  const findings = await runChecks(createEngineChecks({ ...info, CgroupVersion }, image))
  return findings.find(({ name }) => name === 'cgroups')
}

it.each([
  ['2', 'kindest/node:v1.35.1@sha256:05d7', 'ok'],
  ['1', 'kindest/node:v1.35.1@sha256:05d7', 'unmet'],
  ['1', 'kindest/node:v1.36.0', 'unmet'],
  ['1', 'registry.example.com:5000/kindest/node:v1.34.0', 'ok'],
  // The Kubernetes version in this image is unknown.
  ['1', 'mine:latest', 'ok'],
])('decides which nodes run on cgroup v%s: %s', async (version, image, state) => {
  expect(await cgroups(version, image)).toMatchObject({ state })
})

const overlayfs: [string, string][] = [['driver-type', 'io.containerd.snapshotter.v1']]

it.each([
  ['29.0.1', overlayfs, 'ok', 'containerd; images are loaded from archives'],
  ['27.5.1', overlayfs, 'unmet', expect.stringContaining('in Docker 27.5.1')],
  ['29.0.1', [['Backing Filesystem', 'extfs']], 'ok', 'classic; images are loaded directly'],
  ['20.10.5', null, 'ok', 'classic; images are loaded directly'],
] as const)(
  'reports the image store of Docker %s with %j',
  async (ServerVersion, status, state, detail) => {
    const DriverStatus = status as EngineInfo['DriverStatus']
    const findings = await runChecks(
      createEngineChecks({ ...info, ServerVersion, DriverStatus }, 'x:1'),
    )
    expect(findings.find(({ name }) => name === 'image store')).toMatchObject({ state, detail })
  },
)

it('requires memory for four nodes', async () => {
  const [memory] = await runChecks(capacityChecks({ ...info, MemTotal: 2e9 }))
  expect(memory).toMatchObject({ state: 'unmet', detail: '2.0 GB, but the cluster needs 4 GB' })
})

it('measures the disk if the engine is on this machine', async () => {
  const [, there] = await runChecks(capacityChecks({ ...info, DockerRootDir: tmpdir() }))
  expect(there?.detail).toMatch(/^\d+\.\d GB (are )?free/)
  const [, elsewhere] = await runChecks(capacityChecks(info))
  expect(elsewhere).toMatchObject({ state: 'ok', detail: expect.stringContaining('unknown') })
})
