type Fields = Record<string, unknown>

const object =
  (apiVersion: string, kind: string) =>
  (name: string, more: Fields = {}) => {
    const { metadata = {}, ...rest } = more
    return { ...rest, metadata: { ...(metadata as Fields), name }, kind, apiVersion }
  }

const namespace = object('v1', 'Namespace')
const node = object('v1', 'Node')
const configMap = object('v1', 'ConfigMap')
const serviceAccount = object('v1', 'ServiceAccount')
const event = object('v1', 'Event')
const pod = object('v1', 'Pod')
const daemonSet = object('apps/v1', 'DaemonSet')
const lease = object('coordination.k8s.io/v1', 'Lease')
const chaos = object('chaos-mesh.org/v1alpha1', 'NetworkChaos')

const metadata = {
  labels: { b: '2', a: '1' },
  annotations: { z: 'x < y && y > z', c: '' },
  ownerReferences: [
    { uid: '1', name: 'o', kind: 'ConfigMap', apiVersion: 'v1', controller: false },
  ],
}

const term = {
  matchExpressions: [{ values: ['a'], operator: 'In', key: 'k' }],
}
const podTerm = {
  topologyKey: 'kubernetes.io/hostname',
  labelSelector: { matchLabels: { a: '1' } },
}

const fullPodSpec = {
  serviceAccountName: 'default',
  tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }],
  terminationGracePeriodSeconds: 0,
  hostNetwork: true,
  hostPID: false,
  nodeSelector: { b: '2', a: '1' },
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ podAffinityTerm: podTerm, weight: 1 }],
    },
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ preference: term, weight: 1 }],
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] },
    },
  },
  topologySpreadConstraints: [
    { whenUnsatisfiable: 'DoNotSchedule', topologyKey: 'zone', maxSkew: 1, labelSelector: {} },
  ],
  securityContext: { seccompProfile: { type: 'RuntimeDefault' }, runAsUser: 0, fsGroup: 1 },
  dnsConfig: {
    searches: ['x'],
    options: [{ value: '1', name: 'ndots' }],
    nameservers: ['1.1.1.1'],
  },
  hostAliases: [{ hostnames: ['h'], ip: '10.0.0.1' }],
  imagePullSecrets: [{ name: 's' }],
  initContainers: [{ image: 'i:v1', name: 'i' }],
  containers: [
    {
      volumeMounts: [
        { mountPath: '/config', readOnly: false, name: 'config' },
        { mountPath: '/host', readOnly: true, name: 'host' },
      ],
      env: [
        { value: '', name: 'EMPTY' },
        { valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } }, name: 'NODE' },
        { valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } }, name: 'CPU' },
        { valueFrom: { secretKeyRef: { optional: false, key: 'k', name: 's' } }, name: 'KEY' },
      ],
      envFrom: [{ configMapRef: { name: 'c', optional: true }, prefix: 'P_' }],
      image: 'registry.example/a',
      command: ['sh', '-c', 'a && b > c'],
      securityContext: {
        privileged: false,
        capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] },
        readOnlyRootFilesystem: true,
      },
      ports: [{ name: 'http', containerPort: 20257 }],
      resources: { limits: { memory: '1024Mi', cpu: '1000m' }, requests: { cpu: 0.1 } },
      livenessProbe: { httpGet: { port: 'http' }, initialDelaySeconds: 5 },
      readinessProbe: { exec: { command: ['true'] }, timeoutSeconds: 3 },
      startupProbe: { tcpSocket: { port: 20257 } },
      lifecycle: { preStop: { exec: { command: ['true'] } } },
      name: 'a',
    },
    { stdin: false, name: 'b', image: 'b:v1', resources: { limits: { cpu: '2000m' } } },
  ],
  volumes: [
    { name: 'config', configMap: { items: [{ path: 'p', key: 'k' }], name: 'c' } },
    { name: 'host', hostPath: { path: '/var/log' } },
    { name: 'empty', emptyDir: {} },
    { name: 'memory', emptyDir: { sizeLimit: '1024Ki', medium: 'Memory' } },
    { name: 'nothing' },
    { name: 'secret', secret: { secretName: 's', optional: false } },
    {
      name: 'projected',
      projected: {
        sources: [
          { serviceAccountToken: { path: 'token' } },
          { configMap: { name: 'c' } },
          { downwardAPI: { items: [{ path: 'n', fieldRef: { fieldPath: 'metadata.name' } }] } },
        ],
      },
    },
    {
      name: 'down',
      downwardAPI: { items: [{ fieldRef: { fieldPath: 'metadata.name' }, path: 'n' }] },
    },
    { name: 'claim', persistentVolumeClaim: { readOnly: false, claimName: 'c' } },
  ],
}

const small = { serviceAccountName: 'default', containers: [{ image: 'a', name: 'a' }] }
const template = { spec: small, metadata: { labels: { a: '1' } } }
const selector = { matchLabels: { a: '1' } }

/**
 * One object with few fields and one with many for each kind. The fields are in an unusual order, some are
 * empty, and the server writes some values in another form.
 */
export const rawObjects = {
  namespaces: [
    namespace('raw'),
    namespace('more', { metadata, spec: { finalizers: ['example.com/x'] } }),
  ],
  nodes: [
    node('bare'),
    node('full', {
      metadata,
      status: {
        addresses: [{ address: '10.0.0.1', type: 'InternalIP' }],
        conditions: [
          { message: 'm', reason: 'R', status: 'False', type: 'NetworkProblem' },
          {
            status: 'True',
            lastHeartbeatTime: '2026-01-01T01:00:00.5+01:00',
            type: 'Ready',
          },
        ],
        capacity: { pods: 110, memory: '1048576Ki', cpu: '4000m' },
        runtimeHandlers: [{ features: { userNamespaces: false } }],
      },
      spec: {
        unschedulable: false,
        taints: [{ effect: 'NoSchedule', value: '', key: 'b' }],
        podCIDR: '10.244.9.0/24',
        providerID: 'x',
      },
    }),
  ],
  configMaps: [
    configMap('bare'),
    configMap('empty', { data: {}, metadata: { labels: {}, finalizers: [] } }),
    configMap('full', {
      metadata,
      immutable: false,
      data: { z: 'a < b && c > d', b: '', a: '\u2028' },
    }),
    configMap('finalized', { metadata: { finalizers: ['example.com/x'] } }),
  ],
  serviceAccounts: [
    serviceAccount('bare'),
    serviceAccount('full', {
      automountServiceAccountToken: false,
      imagePullSecrets: [{ name: 's' }],
      secrets: [{ name: 't', namespace: 'raw' }],
    }),
  ],
  events: [
    event('bare', { involvedObject: { namespace: 'raw' } }),
    event('full', {
      metadata,
      series: { count: 2 },
      related: { name: 'r', kind: 'Node' },
      count: 0,
      firstTimestamp: '2026-01-01T00:00:00Z',
      source: { host: 'h' },
      message: 'a < b',
      involvedObject: { namespace: 'raw', name: 'n', kind: 'Pod' },
    }),
  ],
  pods: [pod('bare', { spec: small }), pod('full', { metadata, spec: fullPodSpec })],
  daemonSets: [
    daemonSet('bare', { spec: { template, selector } }),
    daemonSet('full', {
      metadata,
      spec: {
        minReadySeconds: 0,
        revisionHistoryLimit: 0,
        updateStrategy: { rollingUpdate: { maxUnavailable: '50%' }, type: 'RollingUpdate' },
        template: { spec: fullPodSpec, metadata: { labels: { a: '1' }, creationTimestamp: null } },
        selector: { matchExpressions: [{ values: ['1'], operator: 'In', key: 'a' }] },
      },
    }),
  ],
  leases: [
    lease('bare'),
    lease('full', {
      spec: {
        renewTime: '2026-01-01T00:00:00.000000Z',
        leaseTransitions: 0,
        holderIdentity: '',
        leaseDurationSeconds: 1,
      },
    }),
  ],
  networkChaos: [
    chaos('full', {
      metadata: { labels: { b: '2', a: '1' }, annotations: { z: 'a < b' } },
      spec: {
        selector: { namespaces: ['default'], labelSelectors: { b: '2', a: '1' } },
        mode: 'all',
        direction: 'both',
        action: 'partition',
      },
      status: { experiment: {} },
    }),
  ],
}
