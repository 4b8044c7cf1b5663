import { Chalk } from 'chalk'
import { expect, it } from 'vitest'
import { UserError } from '../../cli/errors.mts'
import { explainPlugins } from '../explain/explain.mts'
import { renderers as explainRenderers } from '../explain/render.mts'
import { parsePlugins } from '../load.mts'
import { configMapOf, manifestOf, workloadOf } from '../manifest.fixture.mts'
import { createRandom, createScript, createValue, mutate, type Random } from './fuzz.fixture.mts'
import { readImageContents } from './image-contents.mts'
import { createValues, goodDefinition, goodScript } from './lint.fixture.mts'
import { lintPlugins } from './lint.mts'
import { renderers } from './render.mts'
import { lintRules } from './rules.mts'
import { noShellTools } from './script/shell-tools.mts'

const options = { imageContents: await readImageContents(), tools: noShellTools }
const colors = new Chalk({ level: 0 })

/** Accepts only two results: findings with positions inside the file, or a UserError. */
const check = async (text: string, isRendered = true): Promise<'linted' | 'refused'> => {
  try {
    const files = asUser(() => parsePlugins('x.yaml', text))
    if (!files) return 'refused'
    const findings = await lintPlugins([files], options)
    const lines = text.split('\n').length
    for (const { rule, position } of findings) {
      if (!(rule in lintRules)) throw new Error(`Unknown rule ${rule}`)
      if (!(position.line >= 1 && position.line <= lines && position.column >= 1))
        throw new Error(`${rule} is outside the file: ${JSON.stringify(position)}`)
    }
    const explained = asUser(() => explainPlugins(files)) ?? []
    if (!isRendered) return 'linted'
    for (const render of Object.values(renderers)) render(findings, colors)
    for (const render of Object.values(explainRenderers)) render(explained)
    return 'linted'
  } catch (error) {
    throw new Error(`Failed for the input ${JSON.stringify(text)}`, { cause: error })
  }
}

/** Returns undefined if `work` throws a UserError. */
const asUser = <T,>(work: () => T): T | undefined => {
  try {
    return work()
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

const definition = JSON.stringify(goodDefinition, null, 2)
const manifest = manifestOf(
  configMapOf('c', { 'disk.json': definition, 'disk.sh': goodScript }),
  workloadOf({ configMap: { name: 'c' } }, '/c', ['--config.custom-plugin-monitor=/c/disk.json']),
)
const values = createValues(goodDefinition)

const generators: [name: string, count: number, generate: (random: Random) => string][] = [
  ['damaged values', 600, random => mutate(random, values)],
  ['values with a random definition', 400, random => createValues(createValue(random))],
  ['a damaged manifest', 500, random => mutate(random, manifest)],
  ['a damaged definition', 2500, random => mutate(random, definition)],
  [
    'a definition with wrong types',
    2500,
    random => JSON.stringify({ rules: [createValue(random)], ...Object(createValue(random)) }),
  ],
  ['a damaged script', 1000, random => mutate(random, goodScript)],
  ['a script of random words', 2500, createScript],
]

const indented = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by))
const release = (head: string) => `apiVersion: ${head}\nmetadata: { name: npd }\nspec:\n`
const helmRelease = `${release('helm.toolkit.fluxcd.io/v2\nkind: HelmRelease')}  values:\n${indented(values, 4)}`
const application = `${release('argoproj.io/v1alpha1\nkind: Application')}  source:\n    helm:\n      parameters: [{ name: 'settings.extraArgs[0]', value: -v }]\n      values: |\n${indented(values, 8)}`
const kustomization = `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
configMapGenerator: [{ name: c, literals: [a=b] }]
helmCharts:
  - name: node-problem-detector
    valuesInline:
${indented(values, 6)}`
const secret = manifestOf(
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    data: { 'disk.json': Buffer.from(definition).toString('base64') },
  },
  workloadOf({ projected: { sources: [{ secret: { name: 's' } }] } }, '/c', [
    ...['/bin/sh', '-c'],
    'exec /node-problem-detector --logtostderr -v=3 --custom-plugin-monitors "/c/disk.json" 2>&1',
  ]),
)
const umbrella = `replicas: 2\nnode-problem-detector:\n${indented(values, 2)}`

/** Damaged files in other formats that contain plugins. */
const forms: typeof generators = [
  ['a damaged HelmRelease', 2000, random => mutate(random, helmRelease)],
  ['a damaged Application', 2000, random => mutate(random, application)],
  ['a damaged kustomization', 2000, random => mutate(random, kustomization)],
  ['a damaged workload with a shell and a Secret', 2000, random => mutate(random, secret)],
  ['damaged values of an umbrella chart', 2000, random => mutate(random, umbrella)],
]

it('uses 10,000 inputs, and 10,000 in other formats', () => {
  for (const each of [generators, forms])
    expect(each.reduce((sum, [, count]) => sum + count, 0)).toBe(10_000)
})

it.each([...generators, ...forms])(
  'lint and explain survive %s',
  async (name, count, generate) => {
    const random = createRandom(name.length * 7919)
    const before = process.memoryUsage().heapUsed
    const outcomes = { linted: 0, refused: 0 }
    let slowest = 0
    for (let index = 0; index < count; index += 1) {
      const start = performance.now()
      outcomes[await check(generate(random), index % 10 === 0)] += 1
      slowest = Math.max(slowest, performance.now() - start)
    }
    expect(outcomes.linted + outcomes.refused).toBe(count)
    expect(outcomes.linted).toBeGreaterThan(count / 10)
    // Generous limits for a busy machine: they only catch inputs that take minutes or gigabytes.
    expect(slowest).toBeLessThan(20_000)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(500 * 1024 * 1024)
  },
  300_000,
)

it.each([
  ['{"rules": ', '[', ']', '}'],
  ['{"plugin": "custom", "x": ', '[', ']', '}'],
  ['settings: ', '[', ']', ''],
  ['#!/bin/bash\n', '$(', ')', '\n'],
  ['#!/bin/bash\n', 'if date; then ', 'fi; ', '\n'],
  ['#!/bin/bash\n', '{ kubectl get x;', '};', '\n'],
  ['#!/bin/bash\n', 'timeout 1 ', '', 'kubectl\n'],
  ['#!/bin/bash\n', 'kubectl get x\n', '', '\n'],
])(
  'lint and explain survive %s followed by many repetitions of %s',
  async (head, open, close, tail) => {
    for (const count of [100, 3_000])
      expect(['linted', 'refused']).toContain(
        await check(`${head}${open.repeat(count)}${close.repeat(count)}${tail}`),
      )
  },
)
