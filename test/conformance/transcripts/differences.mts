/** An intended difference from the output on a real API server. */
export interface Difference {
  why: string
  /** The minor versions of kubectl that show it. Defaults to all. */
  minors?: (minor: number) => boolean
}

const own = 'The descriptions of fields are our own words.'
const taints = 'Nobody taints nodes: there is no node lifecycle controller.'
const build = 'It was not built from Kubernetes, and says so.'

/** By command line. */
export const differences: Record<string, Difference> = {
  'get node worker -o yaml': { why: taints },
  'get node worker -o json': { why: taints },
  'describe node worker': { why: taints },
  'describe ns kube-system': { why: 'It has no quotas and no limit ranges.' },
  'api-versions': { why: 'It has the groups of the kinds that the demo needs, and chaos-mesh.' },
  'explain node.status.conditions': { why: own },
  'explain pod.spec.nodeName': { why: own },
  'explain daemonset.spec.updateStrategy': { why: own },
  'auth whoami': {
    why: 'The two clusters have administrators of other names.',
    // Older versions of kubectl use an API version that neither server has.
    minors: minor => minor >= 28,
  },
  'get --raw /version': { why: build },
  // Later versions print less of it.
  version: { why: build, minors: minor => minor <= 27 },
  'cluster-info': { why: 'It has no services.' },
  "patch node worker -p '{'": { why: 'What is wrong with JSON is said by Node.js.' },
  'patch pod npd-abcde -n kube-system --type=merge -p \'{"spec":{"nodeName":"moon"}}\'': {
    why: "The real server dumps its own structs of Go's.",
  },
}

/** Whether this line is expected to print something else with this kubectl version, for example `1.34`. */
export const isMeant = (line: string, kubectl: string): boolean => {
  const { minors = () => true } = differences[line] ?? { minors: () => false }
  return minors(Number(kubectl.split('.')[1]))
}
