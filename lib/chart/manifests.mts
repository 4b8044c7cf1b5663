import { createHash } from 'node:crypto'
import type { ConfigMap, DaemonSet } from '../kube/types.mts'
import { rulesAnnotation } from './npd-annotations.mts'
import {
  npdConfigMapName,
  npdInstanceLabels,
  npdLabels,
  npdName,
  npdNamespace,
} from './release.mts'
import { mountPath, type NpdValues } from './values.mts'

export interface Release {
  /** The version of the chart, for example `2.4.1`. */
  chartVersion: string
}

/** The ConfigMap and DaemonSet of the chart, without its RBAC objects. */
export const renderNpd = (
  values: NpdValues,
  release: Release,
): { configMap: ConfigMap; daemonSet: DaemonSet } => {
  const configMap = renderConfigMap(values, release)
  return { configMap, daemonSet: renderDaemonSet(values, release, configMap) }
}

const releaseLabels = ({ chartVersion }: Release) => ({
  ...npdInstanceLabels,
  'helm.sh/chart': `${npdName}-${chartVersion}`,
  'app.kubernetes.io/managed-by': 'Helm',
})

const renderConfigMap = (values: NpdValues, release: Release): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: npdConfigMapName, namespace: npdNamespace, labels: releaseLabels(release) },
  data: values.customMonitorDefinitions,
})

const renderDaemonSet = (values: NpdValues, release: Release, configMap: ConfigMap): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: {
    name: npdName,
    namespace: npdNamespace,
    labels: { ...releaseLabels(release), ...values.labels },
  },
  spec: {
    selector: { matchLabels: { ...npdInstanceLabels, ...npdLabels } },
    updateStrategy: {
      type: values.updateStrategy,
      ...(values.updateStrategy === 'RollingUpdate' && {
        rollingUpdate: { maxUnavailable: values.maxUnavailable },
      }),
    },
    template: {
      metadata: {
        labels: { ...npdInstanceLabels, ...npdLabels, ...values.labels },
        // A changed configuration changes the checksum, which triggers a rollout.
        annotations: {
          'checksum/config': computeChecksum(configMap),
          ...renderExtraRulesAnnotation(values),
          ...values.annotations,
        },
      },
      spec: createPodSpec(values),
    },
  },
})

/** The embedded cluster has no ClusterRole, so an annotation on the pods contains the extra rules. */
const renderExtraRulesAnnotation = ({ extraRules }: NpdValues): Record<string, string> =>
  extraRules.length === 0 ? {} : { [rulesAnnotation]: JSON.stringify(extraRules) }

const computeChecksum = ({ data }: ConfigMap): string =>
  createHash('sha256').update(JSON.stringify(data)).digest('hex')

const createPodSpec = (values: NpdValues): DaemonSet['spec']['template']['spec'] => ({
  serviceAccountName: npdName,
  ...(values.hostNetwork && { hostNetwork: true }),
  priorityClassName: 'system-node-critical',
  terminationGracePeriodSeconds: 30,
  containers: [
    {
      name: npdName,
      image: values.image,
      imagePullPolicy: values.pullPolicy,
      command: [
        '/bin/sh',
        '-c',
        `exec /node-problem-detector ${renderArguments(values).join(' ')}`,
      ],
      env: [
        { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        ...values.env,
      ],
      volumeMounts: [{ name: 'custom-config', mountPath, readOnly: true }],
    },
  ],
  tolerations: [{ effect: 'NoSchedule', operator: 'Exists' }],
  volumes: [{ name: 'custom-config', configMap: { name: npdConfigMapName, defaultMode: 0o755 } }],
})

const renderArguments = ({ customPluginMonitors, heartBeatPeriod }: NpdValues): string[] => [
  '--logtostderr',
  `--config.custom-plugin-monitor=${customPluginMonitors.join(',')}`,
  `--k8s-exporter-heartbeat-period=${heartBeatPeriod}`,
]
