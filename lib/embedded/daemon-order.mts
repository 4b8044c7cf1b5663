import type { Credentials } from './credentials.mts'

/** What the process that starts us sends: no secret stands on a command line. */
export interface DaemonOrder {
  credentials: Credentials
  name: string
  kubernetesVersion: string
  npdVersion: string
}

/** The Lease by which others know this process: its holder is our process id. */
export const daemonLease = { name: 'npd-test', namespace: 'kube-system' }
