/** The Lease that an embedded cluster holds while it runs. Its `holderIdentity` is the cluster's process ID. */
export const embeddedLease = { name: 'npd-test', namespace: 'kube-system' }
