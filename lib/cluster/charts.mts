import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { command } from '../cli/command.mts'
import { messageOf, UserError } from '../cli/errors.mts'

/** A chart and its repository. */
export interface Chart {
  name: string
  version: string
  /** `oci://…` or `https://…`, without the chart's name. */
  repository: string
}

export interface ChartSource {
  /** A folder to read charts from, instead of their repositories (`--charts`). */
  charts: string | undefined
  /** Charts are unpacked into `workFolder`/NAME. */
  workFolder: string
  signal: AbortSignal
}

/** The version that an unreleased chart has in its Git repository. */
const unreleasedVersion = '0.0.0'

/**
 * Unpacks a chart and resolves with its folder. Without `charts`, reuses a chart of this version that was pulled
 * earlier. Rejects with a UserError if the chart cannot be found, or if the chart in `charts` has neither this
 * version nor 0.0.0.
 */
export const ensureChart = async (chart: Chart, source: ChartSource): Promise<string> => {
  const folder = join(source.workFolder, chart.name)
  if (source.charts !== undefined) await unpackChart(source.charts, chart, folder)
  else if ((await readChartVersion(folder)) !== chart.version)
    await pullChart(chart, folder, source.signal)
  return folder
}

const readChartVersion = async (folder: string): Promise<string | undefined> => {
  const file = join(folder, 'Chart.yaml')
  return existsSync(file) ? parse(await readFile(file, 'utf8'))?.version : undefined
}

/** Runs `helm pull`, which works the same in Helm 3.8 and later, including Helm 4. */
const pullChart = async (
  { name, version, repository }: Chart,
  folder: string,
  signal: AbortSignal,
): Promise<void> => {
  await rm(folder, { recursive: true, force: true })
  await mkdir(dirname(folder), { recursive: true })
  const chart = repository.startsWith('oci://')
    ? [`${repository}/${name}`]
    : [name, '--repo', repository]
  try {
    await command({
      signal,
    })`helm pull ${chart} --version ${version} --untar --untardir ${dirname(folder)}`
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError(
      `Failed to fetch the chart ${name} ${version} from ${repository}:\n    ${messageOf(error)}`,
      `Check that ${repository} can be reached, pass a folder with the chart as --charts DIR, or use \`--cluster embedded\`.`,
      { cause: error },
    )
  }
}

/** Unpacks `sourceFolder`/NAME/ or `sourceFolder`/NAME-VERSION.tgz to `targetFolder`. */
const unpackChart = async (
  sourceFolder: string,
  chart: Chart,
  targetFolder: string,
): Promise<void> => {
  const { name, version } = chart
  const parent = dirname(targetFolder)
  await rm(targetFolder, { recursive: true, force: true })
  await mkdir(parent, { recursive: true })
  const folder = join(sourceFolder, name)
  const archive = join(sourceFolder, `${name}-${version}.tgz`)
  if (existsSync(join(folder, 'Chart.yaml'))) await cp(folder, targetFolder, { recursive: true })
  else if (existsSync(archive)) await command()`tar -xzf ${archive} -C ${parent}`
  else throw await createChartNotFoundError(sourceFolder, chart)
  const foundVersion = await readChartVersion(targetFolder)
  if (foundVersion !== version && foundVersion !== unreleasedVersion)
    throw new UserError(
      `Failed to use the chart ${name} in ${sourceFolder}: it has version ${foundVersion}, but ${version} is pinned.`,
      `Download that version: ${describePull(chart)}`,
    )
}

const describePull = ({ name, version, repository }: Chart): string =>
  repository.startsWith('oci://')
    ? `\`helm pull ${repository}/${name} --version ${version}\``
    : `\`helm pull ${name} --repo ${repository} --version ${version}\``

const createChartNotFoundError = async (sourceFolder: string, chart: Chart): Promise<UserError> => {
  const { name, version } = chart
  const entries = await readdir(sourceFolder).catch(() => undefined)
  return new UserError(
    `Failed to find the chart ${name}: ${sourceFolder} ${entries ? `contains ${entries.join(', ') || 'nothing'}` : 'is not a folder'}.`,
    `Put ${name}/ or ${name}-${version}.tgz into this folder. To download it, run ${describePull(chart)}.`,
  )
}
