import { statSync } from 'node:fs'

const words: Record<string, string> = {
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EISDIR: 'is a directory',
  ENAMETOOLONG: 'file name too long',
  ELOOP: 'too many levels of symbolic links',
  EACCES: 'permission denied',
  ENOEXEC: 'exec format error',
  // Node's word for a NUL in a path or an argument.
  ERR_INVALID_ARG_VALUE: 'invalid argument',
}

/** What the system says of an error of Node's, in Go's words. */
export const systemError = (error: unknown): string => {
  const { code = '' } = error as NodeJS.ErrnoException
  return words[code] ?? code
}

/** Go's `os.IsNotExist` of `os.Stat`'s error: a path that cannot be looked at counts as there. */
export const isMissing = (file: string): boolean => {
  try {
    return statSync(file, { throwIfNoEntry: false }) === undefined
  } catch {
    return false
  }
}
