import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Check, Shortage } from './check.mts'

/** The limits that kind's known issues ("too many open files") tell of. */
const needed = { max_user_instances: 512, max_user_watches: 524_288 }

/** Linux's limits, which all nodes of a kind cluster share; no check elsewhere. */
export const inotifyChecks = (folder = '/proc/sys/fs/inotify'): Check[] =>
  existsSync(folder) ? [{ what: 'inotify', look: () => checkLimits(folder) }] : []

const checkLimits = async (folder: string): Promise<string> => {
  const limits = await Promise.all(
    Object.entries(needed).map(async ([name, minimum]) => {
      const value = Number(await readFile(join(folder, name), 'utf8'))
      return { name, minimum, value }
    }),
  )
  const told = limits.map(({ name, value }) => `${name} ${value}`).join(', ')
  const low = limits.filter(({ value, minimum }) => value < minimum)
  if (low.length === 0) return told
  throw new Shortage(
    `${told}: pods may fail with "too many open files"`,
    `sudo sysctl ${low.map(({ name, minimum }) => `fs.inotify.${name}=${minimum}`).join(' ')}`,
  )
}
