import { anything, boolean, each, int32, listOf, object, string } from '../schema.mts'

const core = (name: string): string => `io.k8s.api.core.v1.${name}`

const keyToPath = object(core('KeyToPath'), { ...each('key! path!', string), mode: int32 })

/** Sources of volumes that this server keeps without looking inside. */
const otherSources =
  'awsElasticBlockStore azureDisk azureFile cephfs cinder csi downwardAPI emptyDir ephemeral fc ' +
  'flexVolume flocker gcePersistentDisk gitRepo glusterfs image iscsi nfs persistentVolumeClaim ' +
  'photonPersistentDisk portworxVolume projected quobyte rbd scaleIO secret storageos vsphereVolume'

export const volume = object(core('Volume'), {
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
