import { posix } from 'node:path'
import type { ImageContents } from '../lint/image-contents.mts'

/** Rewrites absolute paths in scripts, so that they refer to files in the sandbox folder. */
export interface PathRewriter {
  /** Prepends the sandbox folder to the paths that refer to files in it. */
  rewrite(text: string): string
  /** Removes the sandbox folder from the output of a script. */
  restore(output: Buffer): Buffer
}

/** An absolute path that does not follow a variable or another path. */
const pathLiteral = /(?<![\w./$})-])(?:\/[\w.+@:%-]+)+/g

const binFolder = /^\/(usr\/)?(local\/)?s?bin\/[^/]+$/

/**
 * Creates a rewriter for `paths`, the files of a test. It rewrites the path of each of these files and of the
 * folders that contain them. It also rewrites the path of a command that the image does not contain, so the
 * script does not find it.
 */
export const createPathRewriter = (
  root: string,
  paths: string[],
  contents: Pick<ImageContents, 'hasFile'>,
): PathRewriter => {
  const knownPaths = new Set(paths.flatMap(listPathAndParents))
  const mustRewrite = (path: string, nextCharacter: string): boolean =>
    knownPaths.has(path) ||
    // A pattern or a variable follows: `/dev/gpu*` and `/dev/gpu$i`.
    (/[*?[$]/.test(nextCharacter) && paths.some(knownPath => knownPath.startsWith(path))) ||
    (binFolder.test(path) && !contents.hasFile(path))
  return {
    rewrite: text =>
      text.replace(pathLiteral, (literal, offset: number) => {
        // A dot or a colon can follow a path at the end of a sentence or in a list.
        const path = posix.normalize(literal).replace(/[.:]+$/, '')
        return mustRewrite(path, text.charAt(offset + literal.length)) ? root + literal : literal
      }),
    restore: output => {
      const text = output.toString('latin1')
      const rootBytes = Buffer.from(root).toString('latin1')
      return text.includes(rootBytes)
        ? Buffer.from(text.replaceAll(rootBytes, ''), 'latin1')
        : output
    },
  }
}

/** Returns the path and the folders that contain it, except `/`. */
const listPathAndParents = (path: string): string[] =>
  path === '/' || path === '.' ? [] : [path, ...listPathAndParents(posix.dirname(path))]
