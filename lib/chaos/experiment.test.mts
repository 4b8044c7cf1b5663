import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseExperiment, readExperiment } from './experiment.mts'

const text = readFileSync(
  fileURLToPath(new URL('../../chaos/network-partition.yaml', import.meta.url)),
  'utf8',
)

const messageOf = (experiment: string): string => {
  try {
    parseExperiment('chaos.yaml', experiment)
    return 'nothing is wrong'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('the experiment of this repository', () => {
  it('disconnects NPD on two nodes, in both directions', async () => {
    const { chaos } = await readExperiment()
    expect(chaos).toMatchObject({
      metadata: { namespace: 'kube-system' },
      spec: {
        action: 'partition',
        direction: 'both',
        mode: 'all',
        selector: {
          namespaces: ['kube-system'],
          expressionSelectors: [
            { key: 'nodeName', operator: 'In', values: ['npd-test-worker', 'npd-test-worker3'] },
          ],
        },
      },
    })
  })

  it('accepts other nodes and a duration, and keeps its comments', async () => {
    const experiment = await readExperiment({ nodes: ['a', 'b'], duration: '10m' })
    expect(experiment.chaos.spec.duration).toBe('10m')
    expect(experiment.chaos.spec.selector.expressionSelectors?.[0]?.values).toEqual(['a', 'b'])
    expect(experiment.text).toContain('# Never add the chaos-mesh namespace')
    expect(experiment.text.startsWith(text.slice(0, 200))).toBe(true)
  })

  it.each(['soon', '0s', '-1m'])('rejects the duration %s', async duration => {
    await expect(readExperiment({ duration })).rejects.toThrow(`Invalid --duration \`${duration}\``)
  })
})

describe('parseExperiment', () => {
  const selecting = (selector: string) =>
    `kind: NetworkChaos\nmetadata: {name: x, namespace: kube-system}\nspec:\n  selector:\n    ${selector}\n`

  it.each([
    [
      'namespaces: [kube-system, chaos-mesh]',
      'chaos.yaml:5:17: the chaos-mesh namespace is selected',
    ],
    ['pods: {chaos-mesh: [a]}', 'the chaos-mesh namespace is selected'],
    [
      'namespaces: []',
      'chaos.yaml:5:17: no namespace is listed, so the selector could match pods in all namespaces',
    ],
    ['labelSelectors: {a: b}', 'no namespace is listed'],
  ])('rejects a selector that can match pods of chaos-mesh: %s', (selector, words) => {
    expect(messageOf(selecting(selector))).toContain(words)
  })

  it('rejects a target that can match pods of chaos-mesh', () => {
    const target = '  target: {mode: all, selector: {namespaces: [chaos-mesh]}}\n'
    expect(messageOf(selecting('namespaces: [kube-system]') + target)).toContain(
      'chaos.yaml:6:46: the chaos-mesh namespace is selected',
    )
  })

  it('rejects an experiment in the namespace of chaos-mesh', () => {
    const there = selecting('namespaces: [kube-system]').replace(
      'namespace: kube-system',
      'namespace: chaos-mesh',
    )
    expect(messageOf(there)).toContain('the experiment is in the chaos-mesh namespace')
  })

  it.each([
    ['kind: PodChaos', 'chaos.yaml:1:7: kind is `PodChaos`'],
    ['kind: NetworkChaos', 'name or namespace is missing'],
    ['kind: NetworkChaos\nmetadata: {name: x, namespace: y}', '`spec.selector` is missing'],
    ['- a', 'not an object'],
    ['a: [', 'invalid YAML'],
  ])('rejects a file that is not a NetworkChaos: %j', (experiment, words) => {
    expect(messageOf(experiment)).toContain(words)
  })
})
