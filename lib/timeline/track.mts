import { fullName } from '../kube/full-name.mts'
import type { Change } from '../kube/informer.mts'
import type { KubeObject } from '../kube/types.mts'

export interface Tracking<T> {
  /** It is there, or is not as it was; `atFirst`: it was there when the following began. */
  put: (object: T, atFirst: boolean) => void
  remove: (object: T) => void
  /** All was listed once more: what changed since the watch was lost is seen only now. */
  relisted?: () => void
}

/** Takes the changes that `observe` tells of, and finds out what has gone while nobody watched. */
export const track = <T extends KubeObject>({
  put,
  remove,
  relisted,
}: Tracking<T>): ((change: Change<T>) => void) => {
  const known = new Map<string, T>()
  let begun = false
  const take = (object: T, atFirst: boolean) => {
    known.set(fullName(object), object)
    put(object, atFirst)
  }
  const drop = (object: T) => {
    known.delete(fullName(object))
    remove(object)
  }
  return change => {
    if (change.type === 'deleted') return drop(change.object)
    if (change.type !== 'synced') return take(change.object, false)
    if (begun) relisted?.()
    const names = new Set(change.objects.map(fullName))
    for (const [name, object] of known) if (!names.has(name)) drop(object)
    for (const object of change.objects) take(object, !begun)
    begun = true
  }
}
