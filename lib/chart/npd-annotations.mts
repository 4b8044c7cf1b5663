/** The URLs of NPD's endpoints, on a pod of a cluster whose pods share one loopback interface. */
export const conditionsAnnotation = 'npd-test/conditions'
export const metricsAnnotation = 'npd-test/metrics'
/** The URL of the last runs of each plugin. */
export const runsAnnotation = 'npd-test/runs'

/** The rules of `rbac.clusterRole.extraRules` for a pod of the embedded cluster, as JSON. */
export const rulesAnnotation = 'npd-test/extra-rules'
