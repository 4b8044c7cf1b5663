import gte from 'semver/functions/gte.js'

const addSuffixes = (names: string, suffix: string) =>
  names.split(' ').map(name => `${name}${suffix}`)

/** Files in `/config` of NPD's image in every version since v0.8.19. */
const baseFiles = [
  'abrt-adaptor.json',
  'custom-plugin-monitor.json',
  'disk-log-message-filelog.json',
  'iptables-mode-monitor.json',
  'net-cgroup-system-stats-monitor.json',
  'network-problem-monitor.json',
  'system-stats-monitor.json',
  'exporter/stackdriver-exporter.json',
  'guestosconfig/known-modules.json',
  ...addSuffixes('docker kernel systemd', '-monitor.json'),
  ...addSuffixes('docker kernel systemd', '-monitor-counter.json'),
  ...addSuffixes('docker kernel windows-containerd', '-monitor-filelog.json'),
  ...addSuffixes('containerd docker kubelet', '').map(name => `health-checker-${name}.json`),
  ...addSuffixes('containerd docker kubelet kubeproxy', '').map(
    name => `windows-health-checker-${name}.json`,
  ),
  ...addSuffixes('windows-defender-monitor windows-system-stats-monitor', '.json'),
  ...addSuffixes('check_ntp iptables_mode network_problem', '.sh').map(name => `plugin/${name}`),
  'plugin/windows_defender_problem.ps1',
]

const addedFiles: [string, string][] = [
  ['readonly-monitor.json', '0.8.20'],
  ['plugin/dns_problem.sh', '1.35.0'],
]

/** The folders in NPD's image that contain the files shipped with NPD. */
export const imageFolders = ['/config', '/home/kubernetes/bin']

/** Whether NPD's image has a definition or script at this absolute path. */
export const isShipped = (path: string, npdVersion: string): boolean => {
  if (!path.startsWith('/config/')) return false
  const name = path.slice('/config/'.length)
  return (
    baseFiles.includes(name) ||
    addedFiles.some(([file, since]) => file === name && gte(npdVersion, since))
  )
}
