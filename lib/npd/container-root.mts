import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/**
 * Returns a function that maps a path in a container to a file on this machine. `root` represents the container's
 * `/`. If the file does not exist there, the function returns the absolute path in the container.
 */
export const createPathResolver =
  (root: string) =>
  (path: string): string => {
    const absolutePath = resolve('/', path)
    const fileInRoot = join(root, absolutePath)
    return existsSync(fileInRoot) ? fileInRoot : absolutePath
  }

/** Writes a file into the folder that represents the container's `/`. */
export const writeIntoRoot = async (
  root: string,
  { path, text, mode }: { path: string; text: string; mode: number },
): Promise<void> => {
  const file = join(root, resolve('/', path))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  // Set the mode separately, because the umask would limit a mode passed to `writeFile`.
  await chmod(file, mode)
}
