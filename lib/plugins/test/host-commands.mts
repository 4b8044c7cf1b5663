import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { installStandIns } from '../../stand-ins/install.mts'
import type { ImageContents } from '../lint/image-contents.mts'
import { shellQuote } from '../shell-quote.mts'

/** The name of the file, in a sandbox folder, where shims record the names of missing commands. */
export const missingCommandsFile = '.missing-commands'

/**
 * Renders a replacement for `timeout`. If the command to run is missing, the replacement writes its
 * name to the file `$NPD_TEST_MISSING`, because scripts often hide the error text.
 */
const renderTimeoutShim = (timeoutPath: string): string => `#!/bin/sh
skip=
for word; do
  if [ -n "$skip" ]; then skip=; continue; fi
  case $word in
    -s | -k | --signal | --kill-after) skip=1 ;;
    -* | [0-9.]*) ;;
    *) command -v "$word" > /dev/null || printf '%s\\n' "$word" >> "$NPD_TEST_MISSING"; break ;;
  esac
done
exec ${shellQuote(timeoutPath)} "$@"
`

/** The definition of a bash function, which bash imports from the environment. */
export const missingCommandHandler = {
  'BASH_FUNC_command_not_found_handle%%': `() {
  printf '%s\\n' "$1" >> "$NPD_TEST_MISSING"
  printf '%s: line %s: %s: command not found\\n' "$0" "\${BASH_LINENO[0]}" "$1" >&2
  return 127
}`,
}

/**
 * The program that every stub is a link to. It runs the shell commands in the `.commands` file next to the link.
 * The stubs share one program, because a newly written program can fail to start with "text file busy". That
 * happens while a process forked for another case still has the file open.
 */
const stubProgramText = '#!/bin/sh\n. "$0.commands"\n'

/** The commands on this machine that scripts may call. */
export interface HostCommands {
  /** Returns a folder with links to those commands that the image also has. */
  createCommandsFolder(contents: ImageContents): string
  /** The program that each stub is a link to. */
  stubProgram: string
  /** Returns the path of a command on this machine. */
  find(name: string): string | undefined
  remove(): Promise<void>
}

/** Finds the commands on a PATH, and creates a temporary folder for links to them. */
export const openHostCommands = async (path: string): Promise<HostCommands> => {
  const commandFiles = await findCommands(path)
  const root = await mkdtemp(join(tmpdir(), 'npd-test-commands-'))
  const standIns = join(root, 'stand-ins')
  await installStandIns(standIns, path)
  const timeoutPath = commandFiles.get('timeout') ?? join(standIns, 'timeout')
  const stubProgram = join(root, 'stub')
  writeFileSync(stubProgram, stubProgramText, { mode: 0o755 })
  const folders = new Map<string, string>()
  return {
    createCommandsFolder: contents => {
      // kubectl is excluded, because tests do not use a cluster.
      const names = [...commandFiles.keys()].filter(
        name => contents.hasCommand(name) && name !== 'kubectl' && name !== 'timeout',
      )
      const key = names.join('/')
      const folder = folders.get(key) ?? join(root, String(folders.size))
      if (folders.has(key)) return folder
      folders.set(key, folder)
      mkdirSync(folder)
      for (const name of names) symlinkSync(commandFiles.get(name) ?? '', join(folder, name))
      if (contents.hasCommand('timeout'))
        writeFileSync(join(folder, 'timeout'), renderTimeoutShim(timeoutPath), { mode: 0o755 })
      return folder
    },
    stubProgram,
    find: name => commandFiles.get(name),
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

/** Returns the file of each command on a PATH. */
const findCommands = async (path: string): Promise<Map<string, string>> => {
  const commandFiles = new Map<string, string>()
  for (const folder of path.split(delimiter).filter(Boolean))
    for (const name of await readdir(folder).catch(() => []))
      if (!commandFiles.has(name)) commandFiles.set(name, join(folder, name))
  return commandFiles
}
