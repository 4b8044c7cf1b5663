import {
  asAtomic,
  boolean,
  createFields,
  int32,
  int64,
  listOf,
  listWithKeys,
  mapOf,
  object,
  quantity,
  string,
  toCoreName,
  withDescription,
} from '../schema.mts'
import { affinity, topologySpreadConstraints } from './affinity.mts'
import { container, ephemeralContainer, resources } from './container.mts'
import { objectMeta } from './meta.mts'
import { podSecurityContext } from './security-context.mts'
import { localObjectReference } from './small-kinds.mts'
import { volume } from './volume.mts'

const toleration = object(toCoreName('Toleration'), {
  ...createFields('key operator value effect', string),
  'tolerationSeconds?': int64,
})

const hostAlias = object(toCoreName('HostAlias'), { 'ip!': string, hostnames: listOf(string) })

const dnsConfig = object(toCoreName('PodDNSConfig'), {
  ...createFields('nameservers searches', listOf(string)),
  options: listOf(object(toCoreName('PodDNSConfigOption'), createFields('name value?', string))),
})

const resourceClaim = object(
  toCoreName('PodResourceClaim'),
  createFields('name! resourceClaimName? resourceClaimTemplateName?', string),
)

export const podSpec = object(toCoreName('PodSpec'), {
  volumes: withDescription(
    listWithKeys(['name'], volume),
    'Volumes that the containers can mount.',
  ),
  initContainers: listWithKeys(['name'], container),
  'containers!': withDescription(
    listWithKeys(['name'], container),
    'The containers in the pod. At least one is required.',
  ),
  ephemeralContainers: listWithKeys(['name'], ephemeralContainer),
  restartPolicy: string,
  ...createFields('terminationGracePeriodSeconds? activeDeadlineSeconds?', int64),
  dnsPolicy: string,
  nodeSelector: withDescription(asAtomic(mapOf(string)), 'Labels that the node must have.'),
  serviceAccountName: withDescription(
    string,
    'The ServiceAccount that the pod uses to access the API server.',
  ),
  serviceAccount: string,
  'automountServiceAccountToken?': boolean,
  nodeName: withDescription(string, 'The node on which the pod runs, once scheduled.'),
  hostNetwork: withDescription(boolean, 'Whether the pod uses the network of its node.'),
  ...createFields('hostPID hostIPC shareProcessNamespace?', boolean),
  securityContext: podSecurityContext,
  imagePullSecrets: listWithKeys(['name'], localObjectReference),
  ...createFields('hostname subdomain', string),
  affinity,
  schedulerName: string,
  tolerations: withDescription(listOf(toleration), 'Node taints that the pod tolerates.'),
  hostAliases: listWithKeys(['ip'], hostAlias),
  priorityClassName: string,
  'priority?': int32,
  dnsConfig,
  readinessGates: listOf(
    object(toCoreName('PodReadinessGate'), createFields('conditionType!', string)),
  ),
  'runtimeClassName?': string,
  'enableServiceLinks?': boolean,
  'preemptionPolicy?': string,
  overhead: mapOf(quantity),
  topologySpreadConstraints,
  'setHostnameAsFQDN?': boolean,
  os: object(toCoreName('PodOS'), createFields('name!', string)),
  'hostUsers?': boolean,
  schedulingGates: listWithKeys(
    ['name'],
    object(toCoreName('PodSchedulingGate'), createFields('name!', string)),
  ),
  resourceClaims: listWithKeys(['name'], resourceClaim),
  resources,
  'hostnameOverride?': string,
})

export const podTemplate = object(toCoreName('PodTemplateSpec'), {
  'metadata+': objectMeta,
  'spec+': podSpec,
})
