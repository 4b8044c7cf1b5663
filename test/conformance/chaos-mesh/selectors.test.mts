import { expect, test } from 'vitest'
import { podId, selectPods } from '../../../lib/chaos-mesh/select-pods.mts'
import type { PodSelector } from '../../../lib/chaos-mesh/types.mts'
import { messageOf } from '../../../lib/cli/errors.mts'
import { kinds } from '../../../lib/embedded/apiserver/kinds.mts'
import { expectAsRecorded } from './differences.mts'
import { selectors } from './recordings.mts'
import { selectorTitle } from './titles.mts'

const podKind = kinds.find(({ kind }) => kind === 'Pod')
const cluster = structuredClone(selectors.cluster)
for (const pod of cluster.pods) podKind?.setDefaults?.(pod)

const select = (selector: PodSelector) => {
  try {
    return { pods: selectPods(selector, cluster).map(podId).sort() }
  } catch (error) {
    return { error: messageOf(error) }
  }
}

test.each(selectors.cases.map(each => [selectorTitle(each), each] as const))(
  '%s selects the same pods as chaos-mesh',
  (title, { selector, ...real }) => expectAsRecorded(title, select(selector), real),
)

test('the recording has many selectors that match and many that fail', () => {
  const { cases } = selectors
  expect(cases.filter(({ pods = [] }) => pods.length > 0).length).toBeGreaterThan(60)
  expect(cases.filter(({ error }) => error !== undefined).length).toBeGreaterThan(30)
})
