import type { MountedFile } from '../../plugin-files.mts'
import type { ImageContents } from '../image-contents.mts'
import type { ScriptFinding } from './script-input.mts'

/** The interpreter in the first line of a script; undefined if there is none. */
export const interpreterOf = (text: string): string | undefined => {
  const line = /^#![ \t]*([^\n]*)/.exec(text)?.[1]?.trim()
  if (!line) return undefined
  const [path = '', ...words] = line.split(/[ \t]+/)
  if (!/\/env$/.test(path)) return path
  return words.find(word => !word.startsWith('-') && !word.includes('=')) ?? path
}

/** Whether the script is for a shell that can be analyzed here. */
export const isShell = (text: string): boolean =>
  /^(.*\/)?(ba|da)?sh$/.test(interpreterOf(text) ?? '')

/** Checks whether the kernel can start the script. */
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
        message: 'the first line does not start with `#!` and an interpreter',
        effect: 'NPD cannot start the script (`exec format error`), so the condition is Unknown',
        fix: 'add `#!/bin/bash` as the first line',
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
      message: `the image does not contain ${interpreter}`,
      effect: interpreter.includes('/')
        ? 'NPD cannot start the script (`no such file or directory`), so the condition is Unknown'
        : '`env` exits with 127, so the condition is Unknown',
      fix: 'rewrite it for bash, or add the interpreter to image/Dockerfile and image/contents.txt',
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
      message: 'the lines end in CRLF',
      effect: text.slice(0, offset).includes('\n')
        ? 'the shell treats \\r as part of the last word, so commands are not found'
        : 'the kernel looks for an interpreter whose name ends in \\r, so the condition is Unknown',
      fix: 'save the script with LF line endings',
    },
  ]
}
