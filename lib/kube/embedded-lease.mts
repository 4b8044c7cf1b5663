/** The Lease that an embedded cluster holds while it runs. The holder is the process ID. */
export const embeddedLease = { name: 'npd-test', namespace: 'kube-system' }
