/**
 * Conditions that node-problem-detector never writes: the kubelet's, and that of the network plugin. The
 * kubelet renews its own every 5 minutes (`nodeStatusReportFrequency`), by no period of NPD's; its sign of
 * life is its Lease, and when that stops the node lifecycle controller sets them to Unknown. So they
 * are never called silent by what is known of NPD.
 */
const kubeletTypes: readonly string[] = [
  'Ready',
  'MemoryPressure',
  'DiskPressure',
  'PIDPressure',
  'NetworkUnavailable',
]

/** Whether a condition type is the kubelet's or the network plugin's, which nobody here may touch. */
export const isKubeletType = (type: string): boolean => kubeletTypes.includes(type)
