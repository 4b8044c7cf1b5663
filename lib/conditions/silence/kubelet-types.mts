/**
 * Conditions that node-problem-detector never writes: those of the kubelet and of the network plugin. The kubelet
 * renews its own conditions every 5 minutes (`nodeStatusReportFrequency`), independently of NPD. No condition in
 * this list is ever reported as silent: if the kubelet stops renewing its Lease, the node lifecycle controller sets
 * them to Unknown.
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
