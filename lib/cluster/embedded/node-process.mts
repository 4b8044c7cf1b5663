import { type ChildProcess, spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { $ } from 'zx/core'
import { createWriteError } from '../../state-folder.mts'
import { writePidFile } from './pid-file.mts'

/** Arguments that start a program of this repository on every supported version of Node.js. */
const getNodeArguments = (program: string): string[] => [
  '--import',
  new URL('../../cli/loader.mjs', import.meta.url).href,
  program,
]

/** The environment without NODE_OPTIONS, which npm sets. */
const getEnvironmentWithoutNodeOptions = (): NodeJS.ProcessEnv => {
  const { NODE_OPTIONS, ...env } = $.env
  return env
}

export interface BackgroundOptions {
  program: string
  /** The state folder. It is passed on the command line so that `ps` shows which cluster the process belongs to. */
  folder: string
  logFile: string
  pidFile: string
  /** Options for Node.js. */
  nodeOptions?: string[]
  /** Whether to open an IPC channel to the process. */
  withIpc?: boolean
}

/** Starts a program that can outlive this process, with its own log, and records its process ID. */
export const startBackgroundProcess = async ({
  program,
  folder,
  logFile,
  pidFile,
  nodeOptions = [],
  withIpc = false,
}: BackgroundOptions): Promise<ChildProcess> => {
  const log = await open(logFile, 'w', 0o600).catch(error => {
    throw createWriteError(logFile, error)
  })
  const child = spawn(process.execPath, [...nodeOptions, ...getNodeArguments(program), folder], {
    detached: true,
    stdio: ['ignore', log.fd, log.fd, ...(withIpc ? (['ipc'] as const) : [])],
    cwd: folder,
    env: getEnvironmentWithoutNodeOptions(),
  })
  await log.close()
  await writePidFile(pidFile, child.pid ?? 0).catch(error => {
    child.kill('SIGKILL')
    throw error
  })
  return child
}
