import { absolutePath } from '../../plugin-files.mts'
import type { FoundCommand } from './commands.mts'
import type { ScriptCheck } from './script-input.mts'

/** What bash has itself, and its reserved words. */
export const builtins = new Set(
  `. : [ alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs
  disown echo enable eval exec exit export false fc fg getopts hash help history jobs kill let local
  logout mapfile popd printf pushd pwd read readarray readonly return set shift shopt source suspend
  test times trap true type typeset ulimit umask unalias unset wait if then else elif fi case esac for
  select while until do done in function time coproc { } ! [[ ]]`.split(/\s+/),
)

/** After these, commands are those of another file system, or come from a file that is not read here. */
const elsewhere = new Set(['chroot', 'nsenter', 'source', '.', 'eval', 'alias'])

/** Commands that the image does not have, each once. */
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
    message: `the image has no \`${name}\``,
    effect: 'it fails with 127 there, which the script may take for a problem, and NPD for Unknown',
    fix: `do without, add it in image/Dockerfile and image/contents.txt, or \`--commands ${name}\``,
  }))
}

const isCommandName = (name: string): boolean => /^[\w./[\]+-]+$/.test(name)

/** Options with which kubectl says itself where the API server is. */
const connection = /^(--server|-s|--kubeconfig|--context)(=|$)/

/** Any override makes kubectl skip the configuration that a pod has, and ask localhost:8080. */
export const checkRequestTimeout: ScriptCheck = ({ commands, shell }) =>
  commands.flatMap(({ name, args }) => {
    const option = args.find(({ text }) => /^--request-timeout(=|$)/.test(text))
    if (name !== 'kubectl' || !option) return []
    if (args.some(({ text }) => connection.test(text)) || shell.text.includes('KUBECONFIG='))
      return []
    return {
      rule: 'request-timeout' as const,
      offset: option.offset,
      message: 'in a pod, `--request-timeout` makes kubectl forget that it is in one',
      effect: 'it asks localhost:8080, and fails on every node',
      fix: `leave it out, and put \`timeout 3\` before kubectl`,
    }
  })

/** As a reader would name a command: its name and first words. */
export const describeCommand = ({ name, args }: FoundCommand): string => {
  const words = args.filter(({ text }) => /^[\w./-]+$/.test(text)).slice(0, 2)
  return [name, ...words.map(({ text }) => text)].join(' ')
}
