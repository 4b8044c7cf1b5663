import { fullName } from '../kube/full-name.mts'
import type { Change } from '../kube/informer.mts'
import type { KubeObject } from '../kube/types.mts'

export interface Tracking<T> {
  /** Called for a new or changed object. `atFirst` is true if it existed at the start. */
  put: (object: T, atFirst: boolean) => void
  remove: (object: T) => void
  /** Called when all objects were listed again, because the watch was lost. */
  relisted?: () => void
}

/** Follows the changes from `observe`, and finds objects that were deleted while the watch was lost. */
export const track = <T extends KubeObject>({
  put,
  remove,
  relisted,
}: Tracking<T>): ((change: Change<T>) => void) => {
  const known = new Map<string, T>()
  let hasBegun = false
  const add = (object: T, atFirst: boolean) => {
    known.set(fullName(object), object)
    put(object, atFirst)
  }
  const drop = (object: T) => {
    known.delete(fullName(object))
    remove(object)
  }
  return change => {
    if (change.type === 'deleted') return drop(change.object)
    if (change.type !== 'synced') return add(change.object, false)
    if (hasBegun) relisted?.()
    const names = new Set(change.objects.map(fullName))
    for (const [name, object] of known) if (!names.has(name)) drop(object)
    for (const object of change.objects) add(object, !hasBegun)
    hasBegun = true
  }
}
