import { existsSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** The file of this machine that a path in a container means: one in the folder for its `/`, else our own. */
export const pathsBehind =
  (root: string) =>
  (path: string): string => {
    const absolute = resolve('/', path)
    const inside = join(root, absolute)
    return existsSync(inside) ? inside : absolute
  }

/** Writes a file of the container into the folder for its `/`. */
export const writeBehind = async (
  root: string,
  { path, text, mode }: { path: string; text: string; mode: number },
): Promise<void> => {
  const file = join(root, resolve('/', path))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  // Whatever the umask says.
  await chmod(file, mode)
}
