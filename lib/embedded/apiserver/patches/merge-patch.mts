import { apply } from 'json-merge-patch'

/** RFC 7386. */
export const applyMergePatch = (current: object, patch: unknown): unknown =>
  apply(structuredClone(current), structuredClone(patch) as object)
