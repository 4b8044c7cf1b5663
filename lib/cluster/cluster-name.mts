/** The name of the cluster that `run` makes, embedded or in kind. */
export const clusterName = 'npd-test'
