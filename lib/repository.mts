import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { $ } from 'zx/core'
import { messageOf, UserError } from './cli/errors.mts'

/** The declarative files of this repository. */
export const files = {
  manifest: fileURLToPath(new URL('../package.json', import.meta.url)),
  values: fileURLToPath(new URL('../npd/values.yaml', import.meta.url)),
  kustomization: fileURLToPath(new URL('../npd/kustomization.yaml', import.meta.url)),
  dockerfile: fileURLToPath(new URL('../image/Dockerfile', import.meta.url)),
  monitorSchema: fileURLToPath(new URL('../npd/monitor.schema.json', import.meta.url)),
  testSchema: fileURLToPath(new URL('../npd/plugin-test.schema.json', import.meta.url)),
  imageContents: fileURLToPath(new URL('../image/contents.txt', import.meta.url)),
  kind: fileURLToPath(new URL('../kind.yaml', import.meta.url)),
  chaosMeshValues: fileURLToPath(new URL('../chaos/chaos-mesh-values.yaml', import.meta.url)),
  watchdog: fileURLToPath(new URL('../watchdog/kustomization.yaml', import.meta.url)),
  watchdogDockerfile: fileURLToPath(new URL('../watchdog/Dockerfile', import.meta.url)),
  experiment: fileURLToPath(new URL('../chaos/network-partition.yaml', import.meta.url)),
}

/** The URL of the repository, from package.json, without a trailing slash. */
export const readRepositoryUrl = (): string => {
  const { repository }: { repository: { url: string } } = JSON.parse(
    readFileSync(files.manifest, 'utf8'),
  )
  return repository.url.replace(/^git\+/, '').replace(/\.git$/, '')
}

/** The name of a file in messages: relative to the current folder if the file is in it. */
export const displayPath = (file: string): string => {
  const path = relative($.cwd ?? process.cwd(), file)
  return path.startsWith('..') ? file : path
}

export const readText = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UserError(
      `Failed to read ${displayPath(file)}: ${messageOf(error)}.`,
      'Restore it with `git checkout -- npd image chaos`.',
    )
  }
}
