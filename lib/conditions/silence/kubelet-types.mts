/**
 * Conditions that node-problem-detector never writes: those of the kubelet and of the network plugin. The
 * kubelet renews its own conditions every 5 minutes (`nodeStatusReportFrequency`), independently of NPD. If it stops
 * renewing its Lease, the node lifecycle controller sets its conditions to Unknown. Therefore, by default, none of the
 * conditions in this list is reported as silent.
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
