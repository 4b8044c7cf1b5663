import type { Volume } from '../../../kube/pod-types.mts'
import { setFieldRefDefaults } from './container-defaults.mts'

/** The permissions of files in a volume: 0644. */
const defaultFileMode = 0o644

/** Sets the real server's defaults for a volume in a pod or pod template. */
export const setVolumeDefaults = (volume: Volume): void => {
  const { hostPath, configMap, secret, downwardAPI, projected } = volume
  // A volume with only a name is an `emptyDir`.
  if (Object.keys(volume).length === 1) volume.emptyDir = {}
  if (hostPath) hostPath.type ??= ''
  for (const source of [configMap, secret, downwardAPI, projected])
    if (source) source.defaultMode ??= defaultFileMode
  const projections = projected?.sources ?? []
  for (const { serviceAccountToken } of projections)
    if (serviceAccountToken) serviceAccountToken.expirationSeconds ??= 3600
  for (const source of [downwardAPI, ...projections.map(projection => projection.downwardAPI)])
    for (const { fieldRef } of source?.items ?? []) setFieldRefDefaults(fieldRef)
}
