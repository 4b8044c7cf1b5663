import { expect, test } from 'vitest'
import { nodeOf, podOf } from '../chaos/chaos.fixture.mts'
import { selectPods } from './select-pods.mts'
import type { PodSelector } from './types.mts'

const nodes = [
  nodeOf('control-plane', { role: 'control' }),
  nodeOf('worker', { role: 'worker' }),
  nodeOf('worker2', { role: 'worker' }),
]

const pods = [
  podOf('npd-a', 'control-plane'),
  podOf('npd-b', 'worker', { annotations: { team: 'blue' } }),
  podOf('npd-c', 'worker2', { labels: { app: 'npd', nodeName: 'worker2' } }),
  podOf('web', 'worker', { namespace: 'default', labels: { app: 'web' } }),
  { ...podOf('done', 'worker2', { labels: {} }), status: { phase: 'Succeeded' as const } },
]

const select = (selector: PodSelector) =>
  selectPods(selector, { pods, nodes }).map(({ metadata }) => metadata.name)

test.each<[PodSelector, string[]]>([
  [{}, ['npd-a', 'npd-b', 'npd-c', 'web', 'done']],
  [
    { namespaces: ['default', 'kube-system', 'default'], labelSelectors: {} },
    ['web', 'npd-a', 'npd-b', 'npd-c', 'done', 'web'],
  ],
  [{ namespaces: ['nowhere'] }, []],
  [{ labelSelectors: { app: 'npd' } }, ['npd-a', 'npd-b', 'npd-c']],
  [
    {
      labelSelectors: { app: 'npd' },
      expressionSelectors: [{ key: 'nodeName', operator: 'In', values: ['worker', 'worker2'] }],
    },
    ['npd-c'],
  ],
  [{ annotationSelectors: { team: 'blue' } }, ['npd-b']],
  [{ fieldSelectors: { 'metadata.name': 'npd-a', 'spec.nodeName': 'control-plane' } }, ['npd-a']],
  [{ fieldSelectors: { 'status.phase': 'Succeeded' } }, ['done']],
  [{ nodes: ['worker'] }, ['npd-b', 'web']],
  [{ nodeSelectors: { role: 'control' } }, ['npd-a']],
  [{ nodes: ['worker'], nodeSelectors: { role: 'control' } }, ['npd-a', 'npd-b', 'web']],
  [{ nodeSelectors: { role: 'nobody' } }, []],
  [{ podPhaseSelectors: ['Succeeded', 'Failed'] }, ['done']],
  [{ podPhaseSelectors: ['!Running'] }, ['done']],
  [{ podPhaseSelectors: ['Running', '!Running'] }, []],
  [{ expressionSelectors: [{ key: 'constructor', operator: 'Exists' }] }, []],
])('%j selects %j', (selector, names) => {
  expect(select(selector)).toEqual(names)
})

test('compares an annotation as a number only if it is an integer', () => {
  const numbered = ['', '1e3', '0x10', '4.5', '20'].map(n =>
    podOf(`n-${n}`, 'worker', { annotations: { team: 'red', n } }),
  )
  for (const key of ['n>0,team', 'n<2000,team']) {
    const selected = selectPods(
      { annotationSelectors: { [key]: 'red' } },
      { pods: numbered, nodes },
    )
    expect(selected.map(({ metadata }) => metadata.name)).toEqual(['n-20'])
  }
})

test('selects only the named pods that exist, regardless of the other selectors', () => {
  const named = { 'kube-system': ['npd-b', 'gone'], default: ['web'] }
  expect(select({ pods: named, labelSelectors: { app: 'other' } })).toEqual(['npd-b', 'web'])
})

test.each<[PodSelector, string]>([
  [{ nodes: ['worker9'] }, 'cannot parse node selector, msg: Node "worker9" not found'],
  [{ fieldSelectors: { 'spec.image': 'x' } }, 'field label not supported: spec.image'],
  [
    { podPhaseSelectors: ['Running=1'] },
    'cannot parse phase selector, msg: unsupported operator: =',
  ],
  [
    { annotationSelectors: { '!a': 'b' } },
    "cannot parse annotation selector, msg: found '=', expected: ',' or 'end of string'",
  ],
  [
    { podPhaseSelectors: ['!Running=1'] },
    "cannot parse phase selector, msg: found '=', expected: ',' or 'end of string'",
  ],
  [
    { expressionSelectors: [{ key: 'a', operator: 'In', values: [] }] },
    "cannot parse label selector, msg: values: Invalid value: null: for 'in', 'notin' operators, " +
      "values set can't be empty",
  ],
])('rejects %j', (selector, message) => {
  expect(() => select(selector)).toThrow(new Error(message))
})
