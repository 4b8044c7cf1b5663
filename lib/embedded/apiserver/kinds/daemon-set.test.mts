import { expect, test } from 'vitest'
import type { DaemonSet, Labels } from '../../../kube/types.mts'
import { daemonSetKind } from './daemon-set.mts'

const createDaemonSet = (matchLabels: Labels, labels: Labels = { app: 'npd' }): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'npd', creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: {
    selector: { matchLabels },
    template: {
      metadata: { labels },
      spec: {
        containers: [
          { name: 'npd', image: 'npd:v1' },
          { name: 'exporter', image: 'x' },
        ],
      },
    },
  },
})

const listErrors = (daemonSet: DaemonSet) =>
  (daemonSetKind.validate?.(daemonSet) ?? []).map(({ field, message }) => `${field}: ${message}`)

test('a DaemonSet shows its counts, and in wide output its containers', () => {
  const daemonSet = {
    ...createDaemonSet({ app: 'npd' }),
    status: {
      desiredNumberScheduled: 4,
      currentNumberScheduled: 3,
      numberReady: 2,
      numberMisscheduled: 0,
    },
  }
  const now = new Date('2026-01-01T00:01:00Z')
  expect(daemonSetKind.columns.map(({ renderCell }) => renderCell(daemonSet, now))).toEqual([
    'npd',
    4,
    3,
    2,
    0,
    0,
    '<none>',
    '60s',
    'npd,exporter',
    'npd:v1,x',
    'app=npd',
  ])
})

test('a DaemonSet gets the defaults of the real server', () => {
  const daemonSet = createDaemonSet({ app: 'npd' })
  daemonSetKind.setDefaults?.(daemonSet)
  expect(daemonSet).toMatchObject({
    spec: {
      revisionHistoryLimit: 10,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      template: { spec: { restartPolicy: 'Always', dnsPolicy: 'ClusterFirst' } },
    },
  })
  expect(daemonSet.spec.template.spec).not.toHaveProperty('priority')
})

test('a DaemonSet must select its own pods, and its selector is immutable', () => {
  expect(listErrors(createDaemonSet({ app: 'npd' }))).toEqual([])
  expect(listErrors(createDaemonSet({}))).toEqual([
    'spec.selector: Invalid value: {"matchLabels":{}}: empty selector is invalid for daemonset',
  ])
  const unselective = createDaemonSet({ app: 'npd' })
  Object.assign(unselective.spec, { selector: null })
  Object.assign(unselective.spec.template.metadata, { labels: undefined })
  expect(listErrors(unselective)).toEqual([
    'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
  ])
  expect(listErrors(createDaemonSet({ app: 'npd' }, { app: 'x' }))).toEqual([
    'spec.template.metadata.labels: Invalid value: {"app":"x"}: `selector` does not match template `labels`',
  ])
  expect(
    daemonSetKind.validateUpdate?.(createDaemonSet({ app: 'x' }), createDaemonSet({ app: 'npd' })),
  ).toMatchObject([
    {
      field: 'spec.selector',
      message: 'Invalid value: {"matchLabels":{"app":"x"}}: field is immutable',
    },
  ])
})

test('the restart policy of its pods must be Always', () => {
  const daemonSet = createDaemonSet({ app: 'npd' })
  daemonSet.spec.template.spec.restartPolicy = 'Never'
  expect(listErrors(daemonSet)).toEqual([
    'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
  ])
})
