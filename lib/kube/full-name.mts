import type { KubeObject } from './types.mts'

/** As kubectl names an object of any kind: `NAMESPACE/NAME`, or the name of one that is in none. */
export const fullName = ({ metadata: { namespace, name } }: KubeObject): string =>
  namespace ? `${namespace}/${name}` : name
