/** An intended difference from the output on a real API server. */
export interface Difference {
  why: string
  /** The minor versions of kubectl that show it. Defaults to all. */
  minors?: (minor: number) => boolean
}

const own = 'The embedded server has its own field descriptions.'
const build = 'The embedded server reports that it was not built from Kubernetes.'

/** By command line. */
export const differences: Record<string, Difference> = {
  'describe ns kube-system': { why: 'The embedded server has no quotas or limit ranges.' },
  'api-versions': {
    why: 'The embedded server only has the API groups that the demo needs, and chaos-mesh.',
  },
  'explain node.status.conditions': { why: own },
  'explain pod.spec.nodeName': { why: own },
  'explain daemonset.spec.updateStrategy': { why: own },
  'auth whoami': {
    why: 'The administrators of the two clusters have different names.',
    // Older versions of kubectl use an API version that neither server has.
    minors: minor => minor >= 28,
  },
  'get --raw /version': { why: build },
  // Later versions print less of it.
  version: { why: build, minors: minor => minor <= 27 },
  'cluster-info': { why: 'The embedded server has no services.' },
  "patch node worker -p '{'": { why: 'JSON errors have the text of Node.js.' },
  'patch pod npd-abcde -n kube-system --type=merge -p \'{"spec":{"nodeName":"moon"}}\'': {
    why: 'The real server prints its own Go structs.',
  },
}

/** Whether this line is expected to print something else with this kubectl version, for example `1.34`. */
export const isExpected = (line: string, kubectl: string): boolean => {
  const { minors = () => true } = differences[line] ?? { minors: () => false }
  return minors(Number(kubectl.split('.')[1]))
}
