import { constants } from 'node:fs'
import { access, open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { systemErrorText } from './files.mts'
import { quote } from './quote.mts'

const executableMagicNumbers = ['#!', '\x7fELF', '\xcf\xfa\xed\xfe', '\xca\xfe\xba\xbe']
const emptyShebang = /^#![ \t]*\n/

/**
 * Returns the error text of Go's `os/exec` if the kernel cannot execute the file, and undefined otherwise. Call
 * this before you start a script: Node uses the shell to run a file that has no `#!` line, but Go does not.
 */
export const findExecFault = async (
  path: string,
  file: string,
  cwd: string,
): Promise<string | undefined> => {
  // Go searches PATH for a name without a slash, and a container's PATH contains no scripts.
  if (!path.includes('/')) return `exec: ${quote(path)}: executable file not found in $PATH`
  const absolute = resolve(cwd, file)
  const formatFault = (problem: string) => `fork/exec ${path}: ${problem}`
  const statsOrError = await stat(absolute).catch(systemErrorText)
  if (typeof statsOrError === 'string') return formatFault(statsOrError)
  const hasExecutePermission = await access(absolute, constants.X_OK).then(
    () => true,
    () => false,
  )
  if (!hasExecutePermission || !statsOrError.isFile()) return formatFault('permission denied')
  return (await isExecutableFormat(absolute)) ? undefined : formatFault('exec format error')
}

const isExecutableFormat = async (file: string): Promise<boolean> => {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(256), position: 0 })
    const start = buffer.subarray(0, bytesRead).toString('latin1')
    return (
      !emptyShebang.test(start) && executableMagicNumbers.some(magic => start.startsWith(magic))
    )
  } finally {
    await handle.close()
  }
}
