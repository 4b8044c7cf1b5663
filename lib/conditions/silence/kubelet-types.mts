/**
 * Conditions that node-problem-detector never writes: those of the kubelet and of the network
 * plugin. The kubelet renews them every 5 minutes (`nodeStatusReportFrequency`), independently of
 * NPD. It renews a Lease, and the node lifecycle controller sets the conditions to Unknown when
 * that stops. They are therefore never reported as silent.
 */
const kubeletTypes: readonly string[] = [
  'Ready',
  'MemoryPressure',
  'DiskPressure',
  'PIDPressure',
  'NetworkUnavailable',
]

/** Whether the kubelet or the network plugin writes this condition type. */
export const isKubeletType = (type: string): boolean => kubeletTypes.includes(type)
