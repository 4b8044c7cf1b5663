import { expect, test } from 'vitest'
import type { Pod, PodSpec } from '../../../kube/types.mts'
import { setPodDefaults } from './pod-defaults.mts'

const withDefaults = (spec: PodSpec, status?: Pod['status']): Pod => {
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec, status }
  setPodDefaults(pod)
  return pod
}

test('a pod gets the defaults of the real server', () => {
  const { spec, status } = withDefaults({
    nodeName: 'n1',
    priorityClassName: 'system-node-critical',
    containers: [
      {
        name: 'a',
        image: 'npd:v1',
        env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
        ports: [{ containerPort: 20257 }],
      },
    ],
    volumes: [
      { name: 'c', configMap: { name: 'x' } },
      { name: 'l', hostPath: { path: '/var/log' } },
    ],
  })
  expect(spec).toEqual({
    containers: [
      {
        name: 'a',
        image: 'npd:v1',
        imagePullPolicy: 'IfNotPresent',
        env: [
          {
            name: 'NODE_NAME',
            valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } },
          },
        ],
        ports: [{ containerPort: 20257, protocol: 'TCP' }],
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ],
    dnsPolicy: 'ClusterFirst',
    enableServiceLinks: true,
    nodeName: 'n1',
    preemptionPolicy: 'PreemptLowerPriority',
    priority: 2000001000,
    priorityClassName: 'system-node-critical',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    serviceAccount: 'default',
    serviceAccountName: 'default',
    terminationGracePeriodSeconds: 30,
    volumes: [
      { name: 'c', configMap: { name: 'x', defaultMode: 420 } },
      { name: 'l', hostPath: { path: '/var/log', type: '' } },
    ],
    tolerations: ['not-ready', 'unreachable'].map(name => ({
      key: `node.kubernetes.io/${name}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds: 300,
    })),
  })
  expect(status).toEqual({ phase: 'Pending', qosClass: 'BestEffort' })
})

test.each([
  ['npd', 'Always'],
  ['npd:latest', 'Always'],
  ['localhost:5000/npd', 'Always'],
  ['registry.k8s.io/node-problem-detector/npd:v1.35.1', 'IfNotPresent'],
  [`npd@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
])('the image %s has the pull policy %s', (image, policy) => {
  expect(withDefaults({ containers: [{ name: 'a', image }] }).spec.containers[0]).toMatchObject({
    imagePullPolicy: policy,
  })
})

test('defaults are idempotent and replace no values', () => {
  const pod = withDefaults({
    containers: [{ name: 'a', image: 'npd', imagePullPolicy: 'Never' }],
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 0,
  })
  const before = structuredClone(pod)
  setPodDefaults(pod)
  expect(pod).toEqual(before)
  expect(pod.spec).toMatchObject({
    restartPolicy: 'Never',
    terminationGracePeriodSeconds: 0,
    containers: [{ imagePullPolicy: 'Never' }],
  })
})

test('podIPs is derived from podIP', () => {
  const { status } = withDefaults(
    { containers: [] },
    { podIP: '10.0.0.2', podIPs: [{ ip: 'old' }] },
  )
  expect(status?.podIPs).toEqual([{ ip: '10.0.0.2' }])
})
