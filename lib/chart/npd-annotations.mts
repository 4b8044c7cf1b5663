/** Where NPD answers, in a cluster whose pods share one loopback: URLs on a pod of NPD's. */
export const conditionsAnnotation = 'npd-test/conditions'
export const metricsAnnotation = 'npd-test/metrics'
