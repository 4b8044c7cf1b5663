import { command } from '../../cli/command.mts'
import { stopProcess } from '../../cli/processes.mts'
import type { StateFolder } from '../../state-folder.mts'
import { kindKubeconfig } from '../../state-folder.mts'

interface Process {
  pid: number
  parent: number
  args: string
}

/** Commands that change a cluster, can take minutes, and keep running after `run` is killed. */
const longRunningCommands = /(^|\/)(kind create cluster|helm (upgrade|uninstall)) /

/**
 * Stops the commands that a killed `run` left running for this cluster, and their children. Recognizes the
 * commands by the kubeconfig in their arguments. The caller must hold the lock, so that no other `run` is
 * active.
 */
export const stopOrphanedCommands = async (folder: StateFolder): Promise<void> => {
  const processes = await listProcesses()
  const orphans = processes.filter(
    ({ args }) => longRunningCommands.test(args) && args.includes(kindKubeconfig(folder)),
  )
  const pids = orphans.flatMap(orphan => listPidTree(orphan, processes))
  await Promise.all(pids.map(pid => stopProcess(pid, 0)))
}

const listProcesses = async (): Promise<Process[]> => {
  const text = await command()`ps -eo pid=,ppid=,args=`
  return [...text.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)].map(([, pid, parent, args = '']) => ({
    pid: Number(pid),
    parent: Number(parent),
    args: args.trim(),
  }))
}

const listPidTree = ({ pid }: Process, all: Process[]): number[] => [
  pid,
  ...all.filter(({ parent }) => parent === pid).flatMap(child => listPidTree(child, all)),
]
