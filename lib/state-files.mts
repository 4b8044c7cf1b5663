import { join } from 'node:path'

/** The files of the clusters created by `run`, readable only by their owner. */
export interface StateFolder {
  path: string
  /** The kubeconfig to export as KUBECONFIG. */
  kubeconfig: string
  /** The log of the background process. */
  log: string
  /** The process ID and the start time of the background process. */
  pidFile: string
  /** The log of the previous process, if it crashed. */
  previousLog: string
  /** The watchdog's log, and a file with its process ID and start time. */
  watchdogLog: string
  watchdogPidFile: string
  /** Replacements for commands that are missing on the machine. */
  bin: string
  /** Files mounted into pods, by node. */
  nodes: string
  /**
   * A folder with the kubeconfig and the configuration of the kind cluster. It exists if `run` created the
   * cluster.
   */
  kind: string
  lock: string
  /** The lock of a running `demo`. */
  demo: string
}

/** The files in this folder. */
export const stateFilesIn = (path: string): StateFolder => ({
  path,
  kubeconfig: join(path, 'kubeconfig'),
  log: join(path, 'cluster.log'),
  pidFile: join(path, 'cluster.pid'),
  previousLog: join(path, 'cluster.previous.log'),
  demo: join(path, 'demo'),
  watchdogLog: join(path, 'watchdog.log'),
  watchdogPidFile: join(path, 'watchdog.pid'),
  bin: join(path, 'bin'),
  nodes: join(path, 'nodes'),
  kind: join(path, 'kind'),
  lock: join(path, 'lock'),
})
