import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, UserError } from '../cli/errors.mts'
import { displayPath } from '../repository.mts'
import type { TextFile } from './from-definition.mts'

/** A file to read plugins from. */
export interface InputFile extends TextFile {
  /** Whether the user named the file itself, rather than a folder that contains it. */
  isExplicit: boolean
}

/** Larger than any real manifest, but small enough to parse quickly. A ConfigMap has at most 1 MiB. */
const maxBytes = 4 * 1024 * 1024

/** The types of files to read from a folder. */
const readableExtensions = /\.(ya?ml|json|sh|bash|py|tpl|j2|jinja2?|gotmpl|tmpl)$/

/** Whether a file name belongs to a plugin test file. Only `plugin-test` reads these files. */
export const isTestFile = (name: string): boolean => /\.plugin-test\.ya?ml$/.test(name)

const skippedNames = /^(\.|node_modules$|vendor$)/

/**
 * Reads files, the readable files in folders, and standard input if a path is `-`. Returns a failure for each file
 * that cannot be read.
 */
export const readInputs = async (
  paths: string[],
  readStdin: () => Promise<string>,
): Promise<{ inputs: InputFile[]; failures: UserError[] }> => {
  const inputs: InputFile[] = []
  const failures: UserError[] = []
  const read = async (path: string, isExplicit: boolean): Promise<void> => {
    try {
      inputs.push({ file: displayPath(path), text: await readInput(path), isExplicit })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      failures.push(error)
    }
  }
  for (const path of paths)
    if (path === '-') inputs.push({ file: '<stdin>', text: await readStdin(), isExplicit: true })
    else if (await isFolder(path)) for (const file of await listFiles(path)) await read(file, false)
    else await read(path, true)
  return { inputs, failures }
}

const isFolder = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ?? false
}

/**
 * Lists the readable files in a folder and its subfolders, sorted by name. A `values.yaml` comes first, before the
 * values files that override it.
 */
const listFiles = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  entries.sort((a, b) => getRank(a.name) - getRank(b.name) || (a.name < b.name ? -1 : 1))
  const lists = await Promise.all(
    entries.map(async entry => {
      const path = join(folder, entry.name)
      if (skippedNames.test(entry.name)) return []
      if (entry.isDirectory()) return listFiles(path)
      return entry.isFile() && readableExtensions.test(entry.name) && !isTestFile(entry.name)
        ? [path]
        : []
    }),
  )
  return lists.flat()
}

const getRank = (name: string): number => (/^values\.ya?ml$/.test(name) ? 0 : 1)

const readInput = async (file: string): Promise<string> => {
  try {
    const { size } = await stat(file)
    if (size > maxBytes)
      throw new Error(`the file is ${size} bytes, which exceeds the limit of ${maxBytes}`)
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UserError(
      `Failed to read ${displayPath(file)}: ${messageOf(error)}.`,
      'Pass files or folders with chart values, manifests, monitor definitions or scripts.',
    )
  }
}
