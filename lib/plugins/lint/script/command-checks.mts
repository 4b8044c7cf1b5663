import { absolutePath } from '../../plugin-files.mts'
import type { ScriptCommand } from './commands.mts'
import type { ScriptCheck } from './script-input.mts'

/** The builtins and reserved words of bash. */
export const builtins = new Set(
  `. : [ alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs
  disown echo enable eval exec exit export false fc fg getopts hash help history jobs kill let local
  logout mapfile popd printf pushd pwd read readarray readonly return set shift shopt source suspend
  test times trap true type typeset ulimit umask unalias unset wait if then else elif fi case esac for
  select while until do done in function time coproc { } ! [[ ]]`.split(/\s+/),
)

/** Commands that switch to another root file system, or define commands in a way that these checks cannot follow. */
const opaqueCommands = new Set(['chroot', 'nsenter', 'source', '.', 'eval', 'alias'])

/** Finds commands that are missing from the image, and reports each command only once. */
export const checkCommands: ScriptCheck = ({ commands, shell, imageContents }) => {
  if (commands.some(({ name }) => opaqueCommands.has(name))) return []
  const isAvailable = (name: string): boolean =>
    builtins.has(name) ||
    shell.functions.has(name) ||
    (name.includes('/') ? isFileAvailable(name) : imageContents.hasCommand(name))
  const isFileAvailable = (path: string): boolean =>
    !/^\/(usr\/)?s?bin\//.test(absolutePath(path)) || imageContents.hasFile(path)
  const missingCommands = new Map(
    commands
      .toReversed()
      .filter(({ name }) => isCommandName(name) && !isAvailable(name))
      .map(command => [command.name, command]),
  )
  return [...missingCommands.values()].toReversed().map(({ name, offset }) => ({
    rule: 'unknown-command',
    offset,
    message: `the command \`${name}\` is missing from the image`,
    effect:
      'the command fails with exit code 127. If the script exits with this code, NPD sets the status to Unknown',
    fix: `remove the command, add it to image/Dockerfile and image/contents.txt, or pass \`--commands ${name}\``,
  }))
}

const isCommandName = (name: string): boolean => /^[\w./[\]+-]+$/.test(name)

/** The kubectl options that select the API server. */
const serverOptionPattern = /^(--server|-s|--kubeconfig|--context)(=|$)/

/**
 * Finds `--request-timeout` in a pod. With this option, kubectl ignores the in-cluster
 * configuration and connects to localhost:8080.
 */
export const checkRequestTimeout: ScriptCheck = ({ commands, shell }) =>
  commands.flatMap(({ name, args }) => {
    const option = args.find(({ text }) => /^--request-timeout(=|$)/.test(text))
    if (name !== 'kubectl' || !option) return []
    if (
      args.some(({ text }) => serverOptionPattern.test(text)) ||
      shell.text.includes('KUBECONFIG=')
    )
      return []
    return {
      rule: 'request-timeout' as const,
      offset: option.offset,
      message: '`--request-timeout` makes kubectl ignore the in-cluster configuration of a pod',
      effect: '`kubectl` then connects to localhost:8080 and fails on every node',
      fix: 'remove the option, and put `timeout 3` before `kubectl`',
    }
  })

/** Returns a short form of a command for messages: its name and its first two simple arguments. */
export const describeCommand = ({ name, args }: ScriptCommand): string => {
  const shortArgs = args.filter(({ text }) => /^[\w./-]+$/.test(text)).slice(0, 2)
  return [name, ...shortArgs.map(({ text }) => text)].join(' ')
}
