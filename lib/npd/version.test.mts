import { expect, it } from 'vitest'
import { parseNpdVersion } from '../chart/npd-version.mts'
import { createVersionResolver, npdVersionOf, supportsRuleInterval } from './version.mts'

it.each([
  ['registry.k8s.io/node-problem-detector/node-problem-detector:v1.36.0', 'v1.36.0'],
  ['mirror:5000/x/node-problem-detector:v1.37.0-alpha.1@sha256:ab', 'v1.37.0-alpha.1'],
  ['node-problem-detector:v0.8.19', 'v0.8.19'],
  ['custom-node-problem-detector:v2.0.0', undefined],
  ['x/node-problem-detector:latest', undefined],
  ['x/node-problem-detector@sha256:ab', undefined],
])('the version in %s is %s', (image, expected) => {
  expect(npdVersionOf(image)).toBe(expected)
})

it.each([
  ['v1.36.9', false],
  ['v1.37.0-alpha.0', false],
  ['v1.37.0-alpha.1', true],
  ['v1.37.0', true],
])('%s has rules with their own interval: %s', (version, expected) => {
  expect(supportsRuleInterval(version)).toBe(expected)
})

it('prefers the given version, then the image, then the fallback', () => {
  const image = 'x/node-problem-detector:v1.35.1'
  expect(createVersionResolver({ given: 'v1.37.0', fallback: 'v1.34.0' })(image)).toBe('v1.37.0')
  expect(createVersionResolver({ fallback: 'v1.34.0' })(image)).toBe('v1.35.1')
  expect(createVersionResolver({ fallback: 'v1.34.0' })('mine:latest')).toBe('v1.34.0')
})

it('accepts a version with or without v, and rejects anything else', () => {
  expect([parseNpdVersion('1.37.0'), parseNpdVersion('v1.37.0')]).toEqual(['v1.37.0', 'v1.37.0'])
  expect(() => parseNpdVersion('newest')).toThrow('--npd-version')
})
