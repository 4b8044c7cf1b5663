import { expect, test } from 'vitest'
import type { Pod, PodSpec } from '../../../kube/types.mts'
import { fillAdmissionFields, setNewPodFields, setPodDefaults } from './pod-defaults.mts'

const withDefaults = (spec: PodSpec, status?: Pod['status']): Pod => {
  const pod: Pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec, status }
  setPodDefaults(pod)
  return pod
}

const createNew = (spec: PodSpec): Pod => {
  const pod = withDefaults(spec)
  setNewPodFields(pod)
  return pod
}

test('a pod gets the defaults of the real server', () => {
  const { spec, status } = createNew({
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

test('probes, hooks and volumes get the defaults of the real server', () => {
  const fieldRef = { fieldPath: 'metadata.name' }
  const { spec } = withDefaults({
    hostNetwork: true,
    initContainers: [{ name: 'i', image: 'i:v1' }],
    containers: [
      {
        name: 'a',
        image: 'a:v1',
        livenessProbe: { httpGet: {}, periodSeconds: 5 },
        lifecycle: { preStop: { httpGet: { path: '/stop' } } },
        ports: [{ containerPort: 80 }],
        resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '500m' } },
      },
    ],
    volumes: [
      { name: 'empty' },
      { name: 'secret', secret: {} },
      { name: 'down', downwardAPI: { items: [{ path: 'n', fieldRef: { ...fieldRef } }] } },
      {
        name: 'all',
        projected: {
          sources: [
            { serviceAccountToken: { path: 't' } },
            { downwardAPI: { items: [{ path: 'n', fieldRef: { ...fieldRef } }] } },
          ],
        },
      },
    ],
  })
  expect(spec.initContainers).toMatchObject([{ imagePullPolicy: 'IfNotPresent' }])
  expect(spec.containers).toMatchObject([
    {
      livenessProbe: {
        httpGet: { path: '/', scheme: 'HTTP' },
        timeoutSeconds: 1,
        periodSeconds: 5,
        successThreshold: 1,
        failureThreshold: 3,
      },
      lifecycle: { preStop: { httpGet: { path: '/stop', scheme: 'HTTP' } } },
      ports: [{ containerPort: 80, hostPort: 80 }],
      resources: { requests: { cpu: '500m', memory: '1Gi' } },
    },
  ])
  const items = [{ path: 'n', fieldRef: { apiVersion: 'v1', ...fieldRef } }]
  expect(spec.volumes).toEqual([
    { name: 'empty', emptyDir: {} },
    { name: 'secret', secret: { defaultMode: 420 } },
    { name: 'down', downwardAPI: { items, defaultMode: 420 } },
    {
      name: 'all',
      projected: {
        sources: [
          { serviceAccountToken: { path: 't', expirationSeconds: 3600 } },
          { downwardAPI: { items } },
        ],
        defaultMode: 420,
      },
    },
  ])
})

test.each([
  [undefined, undefined, 'BestEffort'],
  [{ cpu: '100m' }, undefined, 'Burstable'],
  [undefined, { cpu: '1' }, 'Burstable'],
  [undefined, { cpu: '1', memory: '1Gi' }, 'Guaranteed'],
  [{ cpu: '1000m', memory: '1024Mi' }, { cpu: '1', memory: '1Gi' }, 'Guaranteed'],
  [{ cpu: '500m' }, { cpu: '1', memory: '1Gi' }, 'Burstable'],
  [{ cpu: '0' }, undefined, 'BestEffort'],
])('a pod with the requests %o and the limits %o is %s', (requests, limits, expected) => {
  const resources = { ...(requests && { requests }), ...(limits && { limits }) }
  const pod = createNew({ containers: [{ name: 'a', resources }] })
  expect(pod.status?.qosClass).toBe(expected)
})

test('a pod without containers causes no error before validation', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: null } }
  setPodDefaults(pod)
  expect(() => setNewPodFields(pod)).not.toThrow()
})

test('an update keeps the values from admission plugins', () => {
  const old = createNew({ containers: [], priorityClassName: 'system-node-critical' })
  const updated = withDefaults({ containers: [] })
  fillAdmissionFields(updated, old)
  const { priority, preemptionPolicy, tolerations } = old.spec
  expect(updated.spec).toMatchObject({ priority, preemptionPolicy, tolerations })
})
