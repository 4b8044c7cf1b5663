import type { KubeObject } from './types.mts'

/**
 * Returns the name of an object as kubectl prints it: `NAMESPACE/NAME`, or only `NAME` for a
 * cluster-scoped object.
 */
export const fullName = ({ metadata: { namespace, name } }: KubeObject): string =>
  namespace ? `${namespace}/${name}` : name
