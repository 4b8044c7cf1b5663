import {
  anyValue,
  boolean,
  core,
  createFields,
  int32,
  int64,
  listOf,
  object,
  quantity,
  type Schema,
  string,
} from '../schema.mts'
import { fieldRef, resourceFieldRef } from './container.mts'
import { labelSelector } from './meta.mts'

const items = listOf(
  object(core('KeyToPath'), { ...createFields('key! path!', string), 'mode?': int32 }),
)

/** Creates volume sources that this server stores without validation. */
const createUncheckedSources = (names: string): Record<string, Schema> =>
  createFields(names, anyValue)

const downwardItems = listOf(
  object(core('DownwardAPIVolumeFile'), {
    'path!': string,
    fieldRef,
    resourceFieldRef,
    'mode?': int32,
  }),
)

const projection = (name: string): Schema =>
  object(core(name), { name: string, items, 'optional?': boolean })

const volumeProjection = object(core('VolumeProjection'), {
  secret: projection('SecretProjection'),
  downwardAPI: object(core('DownwardAPIProjection'), { items: downwardItems }),
  configMap: projection('ConfigMapProjection'),
  serviceAccountToken: object(core('ServiceAccountTokenProjection'), {
    audience: string,
    'expirationSeconds?': int64,
    'path!': string,
  }),
  clusterTrustBundle: object(core('ClusterTrustBundleProjection'), {
    ...createFields('name? signerName?', string),
    labelSelector,
    'optional?': boolean,
    'path!': string,
  }),
  ...createUncheckedSources('podCertificate'),
})

export const volume = object(core('Volume'), {
  'name!': string,
  hostPath: object(core('HostPathVolumeSource'), createFields('path! type?', string)),
  emptyDir: object(core('EmptyDirVolumeSource'), { medium: string, sizeLimit: quantity }),
  ...createUncheckedSources('gcePersistentDisk awsElasticBlockStore gitRepo'),
  secret: object(core('SecretVolumeSource'), {
    secretName: string,
    items,
    'defaultMode?': int32,
    'optional?': boolean,
  }),
  ...createUncheckedSources('nfs iscsi glusterfs'),
  persistentVolumeClaim: object(core('PersistentVolumeClaimVolumeSource'), {
    'claimName!': string,
    readOnly: boolean,
  }),
  ...createUncheckedSources('rbd flexVolume cinder cephfs flocker'),
  downwardAPI: object(core('DownwardAPIVolumeSource'), {
    items: downwardItems,
    'defaultMode?': int32,
  }),
  ...createUncheckedSources('fc azureFile'),
  configMap: object(core('ConfigMapVolumeSource'), {
    name: string,
    items,
    'defaultMode?': int32,
    'optional?': boolean,
  }),
  ...createUncheckedSources('vsphereVolume quobyte azureDisk photonPersistentDisk'),
  projected: object(core('ProjectedVolumeSource'), {
    'sources+': listOf(volumeProjection),
    'defaultMode?': int32,
  }),
  ...createUncheckedSources('portworxVolume scaleIO storageos csi ephemeral image'),
})
