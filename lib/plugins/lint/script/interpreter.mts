import type { MountedFile } from '../../plugin-files.mts'
import type { ImageContents } from '../image-contents.mts'
import type { ScriptFinding } from './script-input.mts'

/** Returns the interpreter named in the first line of a script, or undefined if none is named. */
export const readInterpreter = (text: string): string | undefined => {
  const line = /^#![ \t]*([^\n]*)/.exec(text)?.[1]?.trim()
  if (!line) return undefined
  const [path = '', ...words] = line.split(/[ \t]+/)
  if (!/\/env$/.test(path)) return path
  return words.find(word => !word.startsWith('-') && !word.includes('=')) ?? path
}

/** Whether the script is for sh, bash or dash. The script checks can parse only scripts for these shells. */
export const isShellScript = (text: string): boolean =>
  /^(.*\/)?(ba|da)?sh$/.test(readInterpreter(text) ?? '')

/** Checks whether the kernel can start the script. */
export const checkInterpreter = (
  { text }: MountedFile,
  imageContents: ImageContents,
): ScriptFinding[] => [...checkShebang(text, imageContents), ...checkLineEndings(text)]

const checkShebang = (text: string, imageContents: ImageContents): ScriptFinding[] => {
  const interpreter = readInterpreter(text)
  if (interpreter === undefined)
    return [
      {
        rule: 'no-shebang',
        offset: 0,
        message: 'the first line does not begin with #! and an interpreter',
        effect:
          'NPD cannot start the script (`exec format error`), so the status is always Unknown',
        fix: 'write `#!/bin/bash` as the first line',
      },
    ]
  const isInImage = interpreter.includes('/')
    ? imageContents.hasFile(interpreter)
    : imageContents.hasCommand(interpreter)
  if (isInImage) return []
  return [
    {
      rule: 'missing-interpreter',
      offset: text.indexOf(interpreter),
      message: `the interpreter ${interpreter} is missing from the image`,
      effect: interpreter.includes('/')
        ? 'NPD cannot start the script (`no such file or directory`), so the status is always Unknown'
        : '`env` exits 127, so the status is always Unknown',
      fix: 'use bash, or add the interpreter to image/Dockerfile and image/contents.txt',
    },
  ]
}

const checkLineEndings = (text: string): ScriptFinding[] => {
  const offset = text.indexOf('\r\n')
  if (offset < 0) return []
  return [
    {
      rule: 'crlf',
      offset,
      message: 'lines end in CRLF',
      effect: text.slice(0, offset).includes('\n')
        ? 'the shell reads the \\r as part of the last word on the line, so it does not find some commands'
        : 'the kernel does not find an interpreter whose name ends in \\r, so the status is always Unknown',
      fix: 'save the script with LF line endings',
    },
  ]
}
