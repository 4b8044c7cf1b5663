import type { KubeObject } from './types.mts'

/**
 * The name of an object as kubectl prints it: `NAMESPACE/NAME`, or only the name of a
 * cluster-scoped object.
 */
export const fullName = ({ metadata: { namespace, name } }: KubeObject): string =>
  namespace ? `${namespace}/${name}` : name
