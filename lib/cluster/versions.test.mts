import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { command } from '../cli/command.mts'
import { chaosMeshVersion, kindNodeImage, readVersions } from './versions.mts'

const root = fileURLToPath(new URL('../..', import.meta.url))

it('reads the versions from the files that pin them', async () => {
  expect(await readVersions()).toEqual({
    nodeProblemDetector: expect.stringMatching(/^v\d+\.\d+\.\d+$/),
    kubectl: expect.stringMatching(/^v\d+\.\d+\.\d+$/),
    chart: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    kubernetes: expect.stringMatching(/^v\d+\.\d+\.\d+$/),
  })
})

it('pins a kubectl of the same minor version as the nodes', async () => {
  const { kubectl, kubernetes } = await readVersions()
  const minorOf = (version: string) => version.split('.').slice(0, 2).join('.')
  expect(minorOf(kubectl)).toBe(minorOf(kubernetes))
})

/** Tracked files with settings: no prose, tests or lock files. */
const settingFiles = async (): Promise<string[]> =>
  (await command({ cwd: root })`git ls-files npd image chaos lib scripts`)
    .split('\n')
    .filter(file => file !== '' && !/\.(test|fixture)\.mts$/.test(file))

it('contains each version in one place only', async () => {
  const { kubectl, chart } = await readVersions()
  const files = await settingFiles()
  const texts = files.map(file => [file, readFileSync(join(root, file), 'utf8')] as const)
  const filesWith = (setting: RegExp) =>
    texts.filter(([, text]) => setting.test(text)).map(([file]) => file)
  expect(filesWith(new RegExp(`:${kubectl}`))).toEqual(['image/Dockerfile'])
  expect(filesWith(/FROM .*node-problem-detector:v/)).toEqual(['image/Dockerfile'])
  expect(filesWith(new RegExp(`version: ${chart}`))).toEqual(['npd/kustomization.yaml'])
  expect(filesWith(new RegExp(kindNodeImage))).toEqual(['lib/cluster/versions.mts'])
  expect(filesWith(new RegExp(`'${chaosMeshVersion}'`))).toEqual(['lib/cluster/versions.mts'])
})

it('names the pinned chart in the command in npd/values.yaml', async () => {
  const { chart } = await readVersions()
  const values = readFileSync(join(root, 'npd/values.yaml'), 'utf8')
  expect(values).toContain(
    `oci://ghcr.io/deliveryhero/helm-charts/node-problem-detector --version ${chart} `,
  )
})
