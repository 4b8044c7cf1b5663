import type { MountedFile } from '../../plugin-files.mts'
import type { ImageContents } from '../image-contents.mts'
import type { ScriptFinding } from './script-input.mts'

/** What the kernel starts for a script: the words of its first line; undefined if it has none. */
export const interpreterOf = (text: string): string | undefined => {
  const line = /^#![ \t]*([^\n]*)/.exec(text)?.[1]?.trim()
  if (!line) return undefined
  const [path = '', ...words] = line.split(/[ \t]+/)
  if (!/\/env$/.test(path)) return path
  return words.find(word => !word.startsWith('-') && !word.includes('=')) ?? path
}

/** Whether it is one whose scripts can be read here. */
export const isShell = (text: string): boolean =>
  /^(.*\/)?(ba|da)?sh$/.test(interpreterOf(text) ?? '')

/** Whether the kernel would start it at all. */
export const checkInterpreter = (
  { text }: MountedFile,
  contents: ImageContents,
): ScriptFinding[] => [...checkShebang(text, contents), ...checkLineEnds(text)]

const checkShebang = (text: string, contents: ImageContents): ScriptFinding[] => {
  const interpreter = interpreterOf(text)
  if (interpreter === undefined)
    return [
      {
        rule: 'no-shebang',
        offset: 0,
        message: 'the first line does not begin with #! and an interpreter',
        effect: 'NPD cannot start the script: `exec format error`, Unknown each time',
        fix: 'write `#!/bin/bash` as the very first line',
      },
    ]
  const isThere = interpreter.includes('/')
    ? contents.hasFile(interpreter)
    : contents.hasCommand(interpreter)
  if (isThere) return []
  return [
    {
      rule: 'interpreter',
      offset: text.indexOf(interpreter),
      message: `the image has no ${interpreter}`,
      effect: interpreter.includes('/')
        ? 'NPD cannot start the script: `no such file or directory`, Unknown each time'
        : '`env` exits 127: Unknown each time',
      fix: 'write it for bash, or add the interpreter in image/Dockerfile and image/contents.txt',
    },
  ]
}

const checkLineEnds = (text: string): ScriptFinding[] => {
  const offset = text.indexOf('\r\n')
  if (offset < 0) return []
  return [
    {
      rule: 'crlf',
      offset,
      message: 'lines end in CRLF',
      effect: text.slice(0, offset).includes('\n')
        ? 'the shell takes the \\r for a part of the last word: commands are not found'
        : 'the kernel looks for an interpreter whose name ends in \\r: Unknown each time',
      fix: 'save the script with LF line ends',
    },
  ]
}
