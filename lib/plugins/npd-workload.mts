import { posix } from 'node:path'
import type { Location } from '../chart/values-source.mts'
import { isObject } from '../kube/is-object.mts'
import { type Argument, type Flags, parseFlags } from '../npd/flags.mts'
import { dig, listAt, type Path } from '../yaml/dig.mts'
import type { ManifestObject } from './manifest-objects.mts'

/** A container that runs NPD. */
export interface NpdContainer {
  object: ManifestObject
  podSpec: unknown
  container: unknown
  /** The path of the container in the object. */
  path: Path
  flags: Flags<Location>
}

/** Returns the containers of a workload that run NPD. */
export const findNpdContainers = (object: ManifestObject): NpdContainer[] => {
  const path = podSpecPaths.find(candidate => isObject(dig(object.value, ...candidate)))
  if (!path || !Array.isArray(dig(object.value, ...path, 'containers'))) return []
  const podSpec = dig(object.value, ...path)
  return listAt(podSpec, 'containers').flatMap((container, index) => {
    const containerPath = [...path, 'containers', index]
    const words = readWords(object, containerPath, container)
    const programIndex = findProgramIndex(words)
    if (programIndex === undefined) return []
    const flags = parseFlags(words.slice(programIndex + 1))
    return { object, podSpec, container, path: containerPath, flags }
  })
}

const podSpecPaths: Path[] = [
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ['spec', 'template', 'spec'],
  ['spec'],
]

/** The `ENTRYPOINT` of NPD's image. A container's `command` replaces it, but `args` do not. */
const entrypoint = [
  '/node-problem-detector',
  '--config.system-log-monitor=/config/kernel-monitor.json,/config/readonly-monitor.json',
]

const isNpdImage = (image: unknown): boolean =>
  /(^|\/)[^/]*node-problem-detector[^/]*$/.test(String(image).replace(/[:@].*$/, ''))

interface CommandWord extends Argument<Location> {
  /** The location of a character in the word. */
  locationAt: (offset: number) => Location
}

const monitorFlag =
  /^--?(config\.(custom-plugin|system-log|system-stats)-monitor|(custom-plugin|system-log)-monitors)(=|$)/

/**
 * Returns the index of the NPD binary, or of a program that receives NPD's monitor flags. Returns -1 if the first
 * word is a flag, and undefined if the words contain neither the binary nor a monitor flag.
 */
const findProgramIndex = (words: CommandWord[]): number | undefined => {
  const index = words.findIndex(({ text }) => posix.basename(text) === 'node-problem-detector')
  if (index >= 0) return index
  if (!words.some(({ text }) => monitorFlag.test(text))) return undefined
  return words[0]?.text.startsWith('-') ? -1 : 0
}

const readWords = (object: ManifestObject, path: Path, container: unknown): CommandWord[] => {
  const readPart = (key: 'command' | 'args'): CommandWord[] =>
    listAt(container, key).map((part, index) => ({
      text: expandVariables(String(part), container),
      location: object.locationInside([...path, key, index], 0),
      locationAt: offset => object.locationInside([...path, key, index], offset),
    }))
  const command = readPart('command')
  const location = object.locationInside([...path, 'image'], 0)
  const start =
    command.length === 0 && isNpdImage(dig(container, 'image'))
      ? entrypoint.map(text => ({ text, location, locationAt: () => location }))
      : command
  const words = [...start, ...readPart('args')]
  const flagIndex = words.findIndex(({ text }) => /^-[a-z]*c$/.test(text))
  const script = words[flagIndex + 1]
  return flagIndex > 0 && script && /(^|\/)(ba|da|a|z)?sh$/.test(words[0]?.text ?? '')
    ? splitShellWords(script)
    : words
}

/** Expands `$(NAME)` as Kubernetes does. An unknown name is not expanded, and `$$` becomes `$`. */
const expandVariables = (text: string, container: unknown): string =>
  text.replace(/\$\$|\$\(([A-Za-z_.-][\w.-]*)\)/g, (found, name) => {
    if (found === '$$') return '$'
    const value = listAt(container, 'env').find(variable => dig(variable, 'name') === name)
    return typeof dig(value, 'value') === 'string' ? String(dig(value, 'value')) : found
  })

/** Splits the text of `sh -c` into the words of the command that runs NPD. */
const splitShellWords = ({ text, locationAt }: CommandWord): CommandWord[] => {
  const joined = text.replaceAll('\\\n', '  ')
  const commands = Array.from(joined.matchAll(/(?:"[^"]*"|'[^']*'|[^\n;&|"'])+/g)).map(
    ({ 0: command, index: start }) =>
      Array.from(
        command.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g),
        ({ 0: word, index }): CommandWord => ({
          text: word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, unquote),
          location: locationAt(start + index),
          locationAt: () => locationAt(start + index),
        }),
      ).filter(({ text: word }) => !/^\d?[<>]/.test(word)),
  )
  return commands.find(words => findProgramIndex(words) !== undefined) ?? []
}

const unquote = (_: string, double?: string, single?: string, escaped?: string): string =>
  double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? ''
