import {
  atomic,
  boolean,
  described,
  each,
  int32,
  int64,
  listBy,
  listOf,
  mapOf,
  object,
  quantity,
  string,
} from '../schema.mts'
import { affinity, topologySpreadConstraints } from './affinity.mts'
import { container, ephemeralContainer, resources } from './container.mts'
import { objectMeta } from './meta.mts'
import { podSecurityContext } from './security-context.mts'
import { localObjectReference } from './small-kinds.mts'
import { volume } from './volume.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const toleration = object(core('Toleration'), {
  ...each('key operator value effect', string),
  'tolerationSeconds?': int64,
})

const hostAlias = object(core('HostAlias'), { 'ip!': string, hostnames: listOf(string) })

const dnsConfig = object(core('PodDNSConfig'), {
  ...each('nameservers searches', listOf(string)),
  options: listOf(object(core('PodDNSConfigOption'), each('name value?', string))),
})

const resourceClaim = object(
  core('PodResourceClaim'),
  each('name! resourceClaimName? resourceClaimTemplateName?', string),
)

export const podSpec = object(core('PodSpec'), {
  volumes: described(listBy(['name'], volume), 'Volumes that the containers can mount.'),
  initContainers: listBy(['name'], container),
  'containers!': described(
    listBy(['name'], container),
    'The containers in the pod. At least one is required.',
  ),
  ephemeralContainers: listBy(['name'], ephemeralContainer),
  restartPolicy: string,
  ...each('terminationGracePeriodSeconds? activeDeadlineSeconds?', int64),
  dnsPolicy: string,
  nodeSelector: described(atomic(mapOf(string)), 'Labels that the node must have.'),
  serviceAccountName: described(
    string,
    'The ServiceAccount that the pod uses to access the API server.',
  ),
  serviceAccount: string,
  'automountServiceAccountToken?': boolean,
  nodeName: described(string, 'The node on which the pod runs, once scheduled.'),
  hostNetwork: described(boolean, 'Whether the pod uses the network of its node.'),
  ...each('hostPID hostIPC shareProcessNamespace?', boolean),
  securityContext: podSecurityContext,
  imagePullSecrets: listBy(['name'], localObjectReference),
  ...each('hostname subdomain', string),
  affinity,
  schedulerName: string,
  tolerations: described(listOf(toleration), 'Node taints that the pod tolerates.'),
  hostAliases: listBy(['ip'], hostAlias),
  priorityClassName: string,
  'priority?': int32,
  dnsConfig,
  readinessGates: listOf(object(core('PodReadinessGate'), each('conditionType!', string))),
  'runtimeClassName?': string,
  'enableServiceLinks?': boolean,
  'preemptionPolicy?': string,
  overhead: mapOf(quantity),
  topologySpreadConstraints,
  'setHostnameAsFQDN?': boolean,
  os: object(core('PodOS'), each('name!', string)),
  'hostUsers?': boolean,
  schedulingGates: listBy(['name'], object(core('PodSchedulingGate'), each('name!', string))),
  resourceClaims: listBy(['name'], resourceClaim),
  resources,
  'hostnameOverride?': string,
})

export const podTemplate = object(core('PodTemplateSpec'), {
  'metadata+': objectMeta,
  'spec+': podSpec,
})
