import { absolutePath } from '../../plugin-files.mts'
import type { FoundCommand } from './commands.mts'
import type { ScriptCheck } from './script-input.mts'

/** Builtins and reserved words of bash. */
export const builtins = new Set(
  `. : [ alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs
  disown echo enable eval exec exit export false fc fg getopts hash help history jobs kill let local
  logout mapfile popd printf pushd pwd read readarray readonly return set shift shopt source suspend
  test times trap true type typeset ulimit umask unalias unset wait if then else elif fi case esac for
  select while until do done in function time coproc { } ! [[ ]]`.split(/\s+/),
)

/** After these, commands come from another file system or from a file that is not read here. */
const elsewhere = new Set(['chroot', 'nsenter', 'source', '.', 'eval', 'alias'])

/** Finds commands that the image does not contain, each once. */
export const checkCommands: ScriptCheck = ({ commands, shell, contents }) => {
  if (commands.some(({ name }) => elsewhere.has(name))) return []
  const isThere = (name: string): boolean =>
    builtins.has(name) ||
    shell.functions.has(name) ||
    (name.includes('/') ? isFileThere(name) : contents.hasCommand(name))
  const isFileThere = (path: string): boolean =>
    !/^\/(usr\/)?s?bin\//.test(absolutePath(path)) || contents.hasFile(path)
  const missing = new Map(
    commands
      .toReversed()
      .filter(({ name }) => isCommandName(name) && !isThere(name))
      .map(command => [command.name, command]),
  )
  return [...missing.values()].toReversed().map(({ name, offset }) => ({
    rule: 'unknown-command',
    offset,
    message: `the image does not contain \`${name}\``,
    effect:
      'it fails with exit code 127, which the script may report as a problem and NPD as Unknown',
    fix: `replace it, add it to image/Dockerfile and image/contents.txt, or pass \`--commands ${name}\``,
  }))
}

const isCommandName = (name: string): boolean => /^[\w./[\]+-]+$/.test(name)

/** kubectl options that name the API server explicitly. */
const connection = /^(--server|-s|--kubeconfig|--context)(=|$)/

/** Any override makes kubectl ignore the in-cluster configuration and call localhost:8080. */
export const checkRequestTimeout: ScriptCheck = ({ commands, shell }) =>
  commands.flatMap(({ name, args }) => {
    const option = args.find(({ text }) => /^--request-timeout(=|$)/.test(text))
    if (name !== 'kubectl' || !option) return []
    if (args.some(({ text }) => connection.test(text)) || shell.text.includes('KUBECONFIG='))
      return []
    return {
      rule: 'request-timeout' as const,
      offset: option.offset,
      message: 'in a pod, `--request-timeout` makes kubectl ignore the in-cluster configuration',
      effect: 'it calls localhost:8080 and fails on every node',
      fix: 'remove it, and put `timeout 3` before kubectl',
    }
  })

/** A short name for a command: its name and first arguments. */
export const describeCommand = ({ name, args }: FoundCommand): string => {
  const words = args.filter(({ text }) => /^[\w./-]+$/.test(text)).slice(0, 2)
  return [name, ...words.map(({ text }) => text)].join(' ')
}
