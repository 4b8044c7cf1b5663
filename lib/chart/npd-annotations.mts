/** The URLs of NPD's endpoints, on a pod of a cluster whose pods share one loopback interface. */
export const conditionsAnnotation = 'npd-test/conditions'
export const metricsAnnotation = 'npd-test/metrics'
