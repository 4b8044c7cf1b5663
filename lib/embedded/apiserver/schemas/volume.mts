import {
  anyValue,
  boolean,
  createFields,
  int32,
  int64,
  listOf,
  object,
  quantity,
  type Schema,
  string,
  toCoreName,
} from '../schema.mts'
import { fieldRef, resourceFieldRef } from './container.mts'
import { labelSelector } from './meta.mts'

const keyToPathItems = listOf(
  object(toCoreName('KeyToPath'), { ...createFields('key! path!', string), 'mode?': int32 }),
)

/** Creates fields for volume sources that this server stores without validation. */
const createUncheckedSources = (names: string): Record<string, Schema> =>
  createFields(names, anyValue)

const downwardApiItems = listOf(
  object(toCoreName('DownwardAPIVolumeFile'), {
    'path!': string,
    fieldRef,
    resourceFieldRef,
    'mode?': int32,
  }),
)

const createProjection = (name: string): Schema =>
  object(toCoreName(name), { name: string, items: keyToPathItems, 'optional?': boolean })

const volumeProjection = object(toCoreName('VolumeProjection'), {
  secret: createProjection('SecretProjection'),
  downwardAPI: object(toCoreName('DownwardAPIProjection'), { items: downwardApiItems }),
  configMap: createProjection('ConfigMapProjection'),
  serviceAccountToken: object(toCoreName('ServiceAccountTokenProjection'), {
    audience: string,
    'expirationSeconds?': int64,
    'path!': string,
  }),
  clusterTrustBundle: object(toCoreName('ClusterTrustBundleProjection'), {
    ...createFields('name? signerName?', string),
    labelSelector,
    'optional?': boolean,
    'path!': string,
  }),
  ...createUncheckedSources('podCertificate'),
})

export const volume = object(toCoreName('Volume'), {
  'name!': string,
  hostPath: object(toCoreName('HostPathVolumeSource'), createFields('path! type?', string)),
  emptyDir: object(toCoreName('EmptyDirVolumeSource'), { medium: string, sizeLimit: quantity }),
  ...createUncheckedSources('gcePersistentDisk awsElasticBlockStore gitRepo'),
  secret: object(toCoreName('SecretVolumeSource'), {
    secretName: string,
    items: keyToPathItems,
    'defaultMode?': int32,
    'optional?': boolean,
  }),
  ...createUncheckedSources('nfs iscsi glusterfs'),
  persistentVolumeClaim: object(toCoreName('PersistentVolumeClaimVolumeSource'), {
    'claimName!': string,
    readOnly: boolean,
  }),
  ...createUncheckedSources('rbd flexVolume cinder cephfs flocker'),
  downwardAPI: object(toCoreName('DownwardAPIVolumeSource'), {
    items: downwardApiItems,
    'defaultMode?': int32,
  }),
  ...createUncheckedSources('fc azureFile'),
  configMap: object(toCoreName('ConfigMapVolumeSource'), {
    name: string,
    items: keyToPathItems,
    'defaultMode?': int32,
    'optional?': boolean,
  }),
  ...createUncheckedSources('vsphereVolume quobyte azureDisk photonPersistentDisk'),
  projected: object(toCoreName('ProjectedVolumeSource'), {
    'sources+': listOf(volumeProjection),
    'defaultMode?': int32,
  }),
  ...createUncheckedSources('portworxVolume scaleIO storageos csi ephemeral image'),
})
