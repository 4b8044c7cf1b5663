import type { Credentials } from './credentials.mts'

/** What the process that starts us sends: no secret stands on a command line. */
export interface DaemonOrder {
  credentials: Credentials
  name: string
  kubernetesVersion: string
  npdVersion: string
}
