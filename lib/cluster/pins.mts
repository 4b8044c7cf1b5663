import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { renderTable } from '../cli/table.mts'
import { displayPath, files, readText } from '../repository.mts'
import {
  chaosMeshRepository,
  chaosMeshVersion,
  kindNodeImage,
  kindRangeForOtherImages,
  kindRangeForPinnedImage,
} from './versions.mts'

/** A pinned version. */
export interface Pin {
  name: string
  /** For example `v1.36.0`. Includes the digest if one is pinned. */
  version: string
  /** The file that pins the version. */
  file: string
}

const versionsFile = fileURLToPath(new URL('versions.mts', import.meta.url))
const workflows = join(dirname(files.manifest), '.github', 'workflows')

/** All pinned versions except npm packages, which are in package-lock.json. */
export const readPins = async (): Promise<Pin[]> => {
  const pins = await Promise.all([
    readBaseImages(files.dockerfile),
    readBaseImages(files.watchdogDockerfile),
    readCharts(),
    readActions(),
  ])
  const versionsFileEntries = [
    ['kind node image', kindNodeImage],
    ['kind, for the default node image', kindRangeForPinnedImage],
    ['kind, with --node-image', kindRangeForOtherImages],
    [`chaos-mesh chart and images, ${chaosMeshRepository}`, chaosMeshVersion],
  ]
  const versionsFilePins = versionsFileEntries.map(([name = '', version = '']) => ({
    name,
    version,
    file: versionsFile,
  }))
  return [...pins.flat(), ...versionsFilePins].map(pin => ({ ...pin, file: displayPath(pin.file) }))
}

const readBaseImages = async (file: string): Promise<Pin[]> =>
  removeDuplicates([...(await readText(file)).matchAll(/^FROM ([^\s:@]+):(\S+)/gm)]).map(
    ([, name = '', version = '']) => ({ name: `image ${name}`, version, file }),
  )

const readCharts = async (): Promise<Pin[]> => {
  const { helmCharts } = parse(await readText(files.kustomization))
  return helmCharts.map(
    ({ name, repo, version }: { name: string; repo: string; version: string }) => ({
      name: `chart ${name}, ${repo}`,
      version,
      file: files.kustomization,
    }),
  )
}

const readActions = async (): Promise<Pin[]> => {
  const names = await readdir(workflows)
  const found = names.sort().map(async name => {
    const file = join(workflows, name)
    const uses = [...(await readText(file)).matchAll(/uses: ([^\s@]+)@(\S+)(?: # (\S+))?/g)]
    return removeDuplicates(uses).map(([, name = '', commit = '', version = commit]) => ({
      name: `action ${name}`,
      version: version === commit ? commit : `${version} (${commit.slice(0, 12)})`,
      file,
    }))
  })
  return (await Promise.all(found)).flat()
}

const removeDuplicates = (matches: RegExpExecArray[]): RegExpExecArray[] => [
  ...new Map(matches.map(match => [match[0], match])).values(),
]

/** One line for each pin. */
export const renderPins = (pins: Pin[]): string =>
  renderTable(
    ['NAME', 'VERSION', 'FILE'],
    pins.map(({ name, version, file }) => [name, version, file]),
  )
