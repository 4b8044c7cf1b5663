/** The name of the clusters that `run` creates. */
export const clusterName = 'npd-test'
