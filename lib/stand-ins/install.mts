import { access, chmod, constants, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Commands that the plugins call and that may be missing on a machine. */
const commands = ['kubectl', 'timeout'] as const

export type StandIn = (typeof commands)[number]

/** Installs a replacement in `folder` for each command that is not on `path`. Returns these commands. */
export const installStandIns = async (folder: string, path: string): Promise<StandIn[]> => {
  const missing: StandIn[] = []
  for (const command of commands) if (!(await isOnPath(command, path))) missing.push(command)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const command of missing) {
    const script = fileURLToPath(new URL(`./${command}.mjs`, import.meta.url))
    const file = join(folder, command)
    // Uses the current Node.js binary, which might not be on the PATH of a plugin.
    await writeFile(
      file,
      `#!/bin/sh\nexec '${escapeSingleQuotes(process.execPath)}' '${escapeSingleQuotes(script)}' "$@"\n`,
    )
    await chmod(file, 0o755)
  }
  return missing
}

const escapeSingleQuotes = (path: string): string => path.replaceAll("'", `'\\''`)

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
