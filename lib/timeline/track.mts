import { fullName } from '../kube/full-name.mts'
import type { Change } from '../kube/informer.mts'
import type { KubeObject } from '../kube/types.mts'

export interface TrackHandlers<T> {
  /** Called for a new or changed object. `isInitial` is true if it existed at the start. */
  put: (object: T, isInitial: boolean) => void
  remove: (object: T) => void
  /** Called when all objects were listed again, because the watch was lost. */
  relisted?: () => void
}

/** Follows the changes from `observe`, and finds objects that were deleted while the watch was lost. */
export const track = <T extends KubeObject>({
  put,
  remove,
  relisted,
}: TrackHandlers<T>): ((change: Change<T>) => void) => {
  const knownObjects = new Map<string, T>()
  let hasSynced = false
  const add = (object: T, isInitial: boolean) => {
    knownObjects.set(fullName(object), object)
    put(object, isInitial)
  }
  const drop = (object: T) => {
    knownObjects.delete(fullName(object))
    remove(object)
  }
  return change => {
    if (change.type === 'deleted') return drop(change.object)
    if (change.type !== 'synced') return add(change.object, false)
    if (hasSynced) relisted?.()
    const names = new Set(change.objects.map(fullName))
    for (const [name, object] of knownObjects) if (!names.has(name)) drop(object)
    for (const object of change.objects) add(object, !hasSynced)
    hasSynced = true
  }
}
