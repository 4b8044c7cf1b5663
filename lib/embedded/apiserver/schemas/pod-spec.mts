import {
  anything,
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
  string,
} from '../schema.mts'
import { container } from './container.mts'
import { objectMeta } from './meta.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const keyToPath = object(core('KeyToPath'), { ...each('key! path!', string), mode: int32 })

/** Volume sources that this server stores without validation. */
const otherSources =
  'awsElasticBlockStore azureDisk azureFile cephfs cinder csi downwardAPI emptyDir ephemeral fc ' +
  'flexVolume flocker gcePersistentDisk gitRepo glusterfs image iscsi nfs persistentVolumeClaim ' +
  'photonPersistentDisk portworxVolume projected quobyte rbd scaleIO secret storageos vsphereVolume'

const volume = object(core('Volume'), {
  'name!': string,
  configMap: object(core('ConfigMapVolumeSource'), {
    defaultMode: int32,
    items: listOf(keyToPath),
    name: string,
    optional: boolean,
  }),
  hostPath: object(core('HostPathVolumeSource'), each('path! type', string)),
  ...each(otherSources, anything),
})

const toleration = object(core('Toleration'), {
  ...each('effect key operator value', string),
  tolerationSeconds: int64,
})

export const podSpec = object(core('PodSpec'), {
  'containers!': described(
    listBy(['name'], container),
    'The containers in the pod. At least one is required.',
  ),
  ...each('ephemeralContainers initContainers', listBy(['name'], container)),
  ...each('dnsPolicy hostname hostnameOverride priorityClassName preemptionPolicy', string),
  ...each('restartPolicy runtimeClassName schedulerName serviceAccount subdomain', string),
  serviceAccountName: described(string, 'The ServiceAccount that the pod uses at the API server.'),
  nodeName: described(string, 'The node on which the pod runs, once scheduled.'),
  nodeSelector: described(atomic(mapOf(string)), 'Labels that the node must have.'),
  ...each('automountServiceAccountToken enableServiceLinks hostIPC hostPID hostUsers', boolean),
  ...each('setHostnameAsFQDN shareProcessNamespace', boolean),
  hostNetwork: described(boolean, 'Whether the pod uses the network of its node.'),
  ...each('activeDeadlineSeconds terminationGracePeriodSeconds', int64),
  priority: int32,
  tolerations: described(listOf(toleration), 'Node taints that the pod tolerates.'),
  volumes: described(listBy(['name'], volume), 'Volumes that the containers can mount.'),
  imagePullSecrets: listBy(
    ['name'],
    atomic(object(core('LocalObjectReference'), each('name', string))),
  ),
  hostAliases: listBy(['ip'], anything),
  ...each('resourceClaims schedulingGates', listBy(['name'], anything)),
  topologySpreadConstraints: listBy(['topologyKey', 'whenUnsatisfiable'], anything),
  ...each('affinity dnsConfig os overhead readinessGates resources securityContext', anything),
})

export const podTemplate = object(core('PodTemplateSpec'), { metadata: objectMeta, spec: podSpec })
