/** The Lease that an embedded cluster holds while it runs: its holder is the process id. */
export const embeddedLease = { name: 'npd-test', namespace: 'kube-system' }
