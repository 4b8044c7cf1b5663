/** The Lease that an embedded cluster holds while it runs. `holderIdentity` is its process ID. */
export const embeddedLease = { name: 'npd-test', namespace: 'kube-system' }
