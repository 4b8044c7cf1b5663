import { posix } from 'node:path'
import type { ImageContents } from '../lint/image-contents.mts'

/** Makes a script with absolute paths use files in the root folder. */
export interface PathMover {
  /** Adds the root folder to the paths in a text whose files are in the root folder. */
  move(text: string): string
  /** Removes the root folder from the output of a script. */
  restore(output: Buffer): Buffer
}

/** An absolute path that does not follow a variable or another path. */
const pathLiteral = /(?<![\w./$})-])(?:\/[\w.+@:%-]+)+/g

const binFolder = /^\/(usr\/)?(local\/)?s?bin\/[^/]+$/

/**
 * `paths` are the files of a test. A path in a script is moved if it is one of them, or a folder that
 * contains one. The path of a command that the image does not contain is moved as well, so the script
 * does not find it.
 */
export const createPathMover = (
  root: string,
  paths: string[],
  contents: Pick<ImageContents, 'hasFile'>,
): PathMover => {
  const known = new Set(paths.flatMap(withParents))
  const isMoved = (path: string, next: string): boolean =>
    known.has(path) ||
    // A pattern or a variable follows: `/dev/gpu*` and `/dev/gpu$i`.
    (/[*?[$]/.test(next) && paths.some(each => each.startsWith(path))) ||
    (binFolder.test(path) && !contents.hasFile(path))
  return {
    move: text =>
      text.replace(pathLiteral, (literal, offset: number) => {
        // A sentence or a list can end with a dot or a colon.
        const path = posix.normalize(literal).replace(/[.:]+$/, '')
        return isMoved(path, text.charAt(offset + literal.length)) ? root + literal : literal
      }),
    restore: output => {
      const text = output.toString('latin1')
      const hidden = Buffer.from(root).toString('latin1')
      return text.includes(hidden) ? Buffer.from(text.replaceAll(hidden, ''), 'latin1') : output
    },
  }
}

/** The path and the folders that contain it, except `/`. */
const withParents = (path: string): string[] =>
  path === '/' || path === '.' ? [] : [path, ...withParents(posix.dirname(path))]
