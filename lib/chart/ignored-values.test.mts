import { expect, it } from 'vitest'
import { files, readText } from '../repository.mts'
import { findIgnoredValues } from './ignored-values.mts'

it('finds no ignored value in this repository', async () => {
  expect(findIgnoredValues(await readText(files.values))).toEqual([])
})

it.each([
  ['nodeSelector: {disk: ssd}\ntolerations: []\n', ['nodeSelector']],
  ['settings:\n  log_monitors: [/config/kernel-monitor.json]\n', ['settings.log_monitors']],
  [
    'extraVolumes: [{name: a}]\nextraVolumeMounts: [{name: a}]\n',
    ['extraVolumes', 'extraVolumeMounts'],
  ],
  ['rbac: {pspEnabled: true, clusterRole: {extraRules: [{}]}}\n', ['rbac.pspEnabled']],
  ['image: {repository: a, pullSecrets: [b]}\n', ['image.pullSecrets']],
  ['hostNetwork: true\nenv: [{name: A, value: b}]\n', []],
  ['', []],
])('finds ignored values in %j', (text, expected) => {
  expect(findIgnoredValues(text)).toEqual(expected)
})
