import { statSync } from 'node:fs'

/** Go's error texts by Node's error codes. */
const errorTexts: Record<string, string> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
  ENAMETOOLONG: 'file name too long',
  ELOOP: 'too many levels of symbolic links',
  EACCES: 'permission denied',
  ENOEXEC: 'exec format error',
  // Node's code for a NUL in a path or an argument.
  ERR_INVALID_ARG_VALUE: 'invalid argument',
}

/** Returns Go's text for a system error from Node. */
export const systemErrorText = (error: unknown): string => {
  const { code = '' } = error as NodeJS.ErrnoException
  return errorTexts[code] ?? code
}

/** Go's `os.IsNotExist` for the error of `os.Stat`. An unreadable path counts as existing. */
export const isMissing = (file: string): boolean => {
  try {
    statSync(file)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
  }
}
