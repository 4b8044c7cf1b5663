import { mkdir, rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { KubeApi } from '../../kube/api.mts'
import { configMaps } from '../../kube/resources.mts'
import type { ConfigMap, Pod } from '../../kube/types.mts'
import { createPathResolver, writeIntoRoot } from '../../npd/container-root.mts'

/** A container's file system: a folder that overlays this machine's file system. */
export interface PodFiles {
  /** Folder for the container's `/`. */
  root: string
  /** Maps a path in the container to a path on this machine. */
  resolvePath(path: string): string
  remove(): Promise<void>
}

const defaultMode = 0o644

/** Creates the folder with the pod's mounted ConfigMaps. Rejects if a ConfigMap is missing. */
export const createPodFiles = async (api: KubeApi, pod: Pod, root: string): Promise<PodFiles> => {
  await rm(root, { recursive: true, force: true })
  await mkdir(root, { recursive: true, mode: 0o700 })
  for (const { name, configMap } of pod.spec.volumes ?? []) {
    const mount = pod.spec.containers[0]?.volumeMounts?.find(
      volumeMount => volumeMount.name === name,
    )
    if (!configMap || !mount) continue
    const { namespace = '' } = pod.metadata
    const { data = {} } = await api.get<ConfigMap>(configMaps, configMap.name, { namespace })
    const mode = configMap.defaultMode ?? defaultMode
    await mkdir(join(root, resolve('/', mount.mountPath)), { recursive: true })
    for (const [key, text] of Object.entries(data))
      await writeIntoRoot(root, { path: join(mount.mountPath, key), text, mode })
  }
  return {
    root,
    resolvePath: createPathResolver(root),
    remove: async () => {
      await rm(root, { recursive: true, force: true })
      await removeIfEmpty(dirname(root))
    },
  }
}

const removeIfEmpty = async (folder: string): Promise<void> => {
  await rmdir(folder).catch(() => {})
}
