import { describe, expect, it } from 'vitest'
import { kinds } from './kinds.mts'
import { parseFieldSelector, parseLabelSelector } from './selectors.mts'

describe('label selectors', () => {
  const labels = { app: 'npd', tier: 'node' }
  it.each([
    ['', true],
    ['app=npd', true],
    ['app==npd,tier=node', true],
    ['app!=npd', false],
    ['other!=x', true],
    ['app in (npd, web)', true],
    ['app notin (npd)', false],
    ['other notin (npd)', true],
    ['app', true],
    ['!app', false],
    ['!other', true],
    ['in=x', false],
    ['!in', true],
    ['notin', false],
  ])('%j on the labels app=npd,tier=node is %s', (selector, expected) => {
    expect(parseLabelSelector(selector)(labels)).toBe(expected)
  })

  it.each(['app in npd', '!app=npd'])('rejects %j with 400', selector => {
    expect(() => parseLabelSelector(selector)).toThrow(
      expect.objectContaining({ status: expect.objectContaining({ code: 400 }) }),
    )
  })
})

describe('field selectors', () => {
  const pod = kinds.find(({ kind }) => kind === 'Pod')
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a', namespace: 'default' },
    spec: { nodeName: 'worker' },
  }
  it.each([
    ['metadata.name=a', true],
    ['metadata.namespace==default,spec.nodeName=worker', true],
    ['spec.nodeName!=worker', false],
    ['status.phase=Running', false],
  ])('%j is %s', (selector, expected) => {
    if (!pod) throw new Error('the kind Pod is missing')
    expect(parseFieldSelector(selector, pod)(object)).toBe(expected)
  })

  it('rejects a field that the kind does not support', () => {
    if (!pod) throw new Error('the kind Pod is missing')
    expect(() => parseFieldSelector('spec.color=red', pod)).toThrow(
      'field label not supported: spec.color',
    )
    expect(() => parseFieldSelector('nonsense', pod)).toThrow('invalid selector')
  })
})
