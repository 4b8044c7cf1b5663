/**
 * Annotations with the URLs of NPD's endpoints. Pods have these annotations only if all pods of the cluster share
 * one loopback interface.
 */
export const conditionsAnnotation = 'npd-test/conditions'
export const metricsAnnotation = 'npd-test/metrics'
/** The URL that returns the last runs of each plugin. */
export const runsAnnotation = 'npd-test/runs'

/** The rules of `rbac.clusterRole.extraRules` for a pod of the embedded cluster, as JSON. */
export const rulesAnnotation = 'npd-test/extra-rules'
