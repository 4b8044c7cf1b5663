import { expect, it } from 'vitest'
import { readPins, renderPins } from './pins.mts'

const pins = await readPins()
const versionOf = (name: string) => pins.find(pin => pin.name.startsWith(name))?.version

it('lists every pin with the file to change', () => {
  expect(pins.map(({ name, file }) => [name.split(',')[0], file])).toEqual([
    ['image registry.k8s.io/kubectl', 'image/Dockerfile'],
    ['image registry.k8s.io/node-problem-detector/node-problem-detector', 'image/Dockerfile'],
    ['image node', 'watchdog/Dockerfile'],
    ['chart node-problem-detector', 'npd/kustomization.yaml'],
    ['action actions/checkout', '.github/workflows/test.yml'],
    ['action actions/setup-node', '.github/workflows/test.yml'],
    ['kind node image', 'lib/cluster/versions.mts'],
    ['kind', 'lib/cluster/versions.mts'],
    ['kind', 'lib/cluster/versions.mts'],
    ['chaos-mesh chart and images', 'lib/cluster/versions.mts'],
  ])
})

it('pins the images of kind and the watchdog by digest', () => {
  expect(versionOf('kind node image')).toMatch(/^kindest\/node:v[\d.]+@sha256:[0-9a-f]{64}$/)
  expect(versionOf('image node')).toMatch(/^[\d.]+-bookworm-slim@sha256:[0-9a-f]{64}$/)
})

it('renders one line for each pin', () => {
  expect(renderPins(pins).trim().split('\n')).toHaveLength(pins.length + 1)
})
