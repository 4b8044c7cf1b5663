import { expect, it } from 'vitest'
import { renderNpd } from '../chart/manifests.mts'
import { readTunedValues } from '../chart/tuned-values.mts'
import { annotateImage } from './npd-manifests.mts'

const { configMap, daemonSet } = renderNpd(await readTunedValues({ set: [] }), {
  chartVersion: '2.4.1',
})
const annotationsOf = (object: unknown) =>
  (object as typeof daemonSet).spec.template.metadata.annotations

it('only adds an annotation with the image to the pods', () => {
  const before = structuredClone({ configMap, daemonSet })
  const [first, second] = annotateImage([configMap, daemonSet], 'sha256:1')
  expect(first).toEqual(configMap)
  expect(annotationsOf(second)).toEqual({
    ...annotationsOf(daemonSet),
    'npd-test/image': 'sha256:1',
  })
  expect({ configMap, daemonSet }).toEqual(before)
})
