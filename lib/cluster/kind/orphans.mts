import { setTimeout as sleep } from 'node:timers/promises'
import type { StateFolder } from '../../state-folder.mts'
import { runTool } from '../tools.mts'
import { kindKubeconfig } from './kind.mts'

interface Process {
  pid: number
  parent: number
  args: string
}

/** What changes a cluster for minutes, and goes on when the `run` that started it is killed. */
const longWork = /(^|\/)(kind create cluster|helm (upgrade|uninstall)) /

/** A process that is killed is gone at once, and is nobody's child here to be waited for. */
const pollMs = 20
/** A dead process whose parent never asks for it can be signalled for ever. */
const maxPolls = 50

/**
 * Ends what a killed `run` has left at work on this cluster, with its children; they are known by the
 * kubeconfig in their arguments. Whoever calls it holds the lock, so no other `run` is under way.
 */
export const endOrphans = async (folder: StateFolder): Promise<void> => {
  const processes = await listProcesses()
  const orphans = processes.filter(
    ({ args }) => longWork.test(args) && args.includes(kindKubeconfig(folder)),
  )
  const pids = orphans.flatMap(orphan => withChildren(orphan, processes))
  for (const pid of pids) kill(pid, 'SIGKILL')
  for (let polls = 0; polls < maxPolls && pids.some(pid => kill(pid, 0)); polls++)
    await sleep(pollMs)
}

const listProcesses = async (): Promise<Process[]> => {
  const text = await runTool('ps', ['-eo', 'pid=,ppid=,args='])
  return [...text.matchAll(/^ *(\d+) +(\d+) (.*)$/gm)].map(([, pid, parent, args = '']) => ({
    pid: Number(pid),
    parent: Number(parent),
    args: args.trim(),
  }))
}

const withChildren = ({ pid }: Process, all: Process[]): number[] => [
  pid,
  ...all.filter(({ parent }) => parent === pid).flatMap(child => withChildren(child, all)),
]

/** False if there is no such process any more. */
const kill = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
