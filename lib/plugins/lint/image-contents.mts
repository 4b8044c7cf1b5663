import { readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { messageOf, UsageError } from '../../cli/errors.mts'
import { files, readText } from '../../repository.mts'
import { absolutePath } from '../plugin-files.mts'

/** The commands and files in NPD's image. */
export interface ImageContents {
  hasCommand(name: string): boolean
  hasFile(path: string): boolean
}

/** The folders on PATH. In Debian, /bin is a link to /usr/bin. */
const binFolders = ['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']

/**
 * Reads `image/contents.txt` and the entries of `extraContents`. An entry with a `/` is a file in
 * the format of `image/contents.txt`; any other entry is a comma-separated list of commands. Throws
 * a UsageError if a file cannot be read.
 */
export const readImageContents = async (extraContents: string[] = []): Promise<ImageContents> =>
  parseContents([
    await readText(files.imageContents),
    ...(await Promise.all(extraContents.map(readExtraContents))),
  ])

const readExtraContents = async (entry: string): Promise<string> => {
  if (!entry.includes('/')) return entry.replaceAll(',', ' ')
  try {
    return await readFile(entry, 'utf8')
  } catch (error) {
    throw new UsageError('--commands', {
      value: entry,
      reason: messageOf(error),
      example: '--commands curl,jq',
    })
  }
}

const parseContents = (texts: string[]): ImageContents => {
  const names = new Set(texts.flatMap(text => text.replace(/#.*/g, '').split(/\s+/)))
  return {
    hasCommand: name => names.has(name),
    hasFile: path => {
      const absolute = absolutePath(path)
      return (
        names.has(absolute) ||
        (binFolders.includes(posix.dirname(absolute)) && names.has(posix.basename(absolute)))
      )
    },
  }
}
