import { access, chmod, constants, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Commands that the plugins call and a machine may lack. */
const commands = ['kubectl', 'timeout'] as const

export type StandIn = (typeof commands)[number]

/** Writes into `folder` a stand-in for each command that is not on `path`; returns which. */
export const installStandIns = async (folder: string, path: string): Promise<StandIn[]> => {
  const missing: StandIn[] = []
  for (const command of commands) if (!(await isOnPath(command, path))) missing.push(command)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const command of missing) {
    const script = fileURLToPath(new URL(`./${command}.mjs`, import.meta.url))
    const file = join(folder, command)
    // With the very Node that runs us: a plugin's environment may not have it on PATH.
    await writeFile(
      file,
      `#!/bin/sh\nexec '${quoted(process.execPath)}' '${quoted(script)}' "$@"\n`,
    )
    await chmod(file, 0o755)
  }
  return missing
}

const quoted = (path: string): string => path.replaceAll("'", `'\\''`)

const isOnPath = async (command: string, path: string): Promise<boolean> => {
  for (const folder of path.split(delimiter).filter(Boolean))
    if (await isExecutable(join(folder, command))) return true
  return false
}

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
