import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { npdName } from '../chart/manifests.mts'
import { type Tuning, tuneValues } from '../chart/tune.mts'
import { UserError } from '../cli/errors.mts'
import type { KubeObject } from '../kube/types.mts'
import { displayPath, files, readText } from '../repository.mts'
import { unpackChart } from './charts.mts'
import { runTool } from './tools.mts'

export interface ManifestOptions {
  /** Where npd/ is copied to, for kustomize unpacks the chart beside it. */
  workFolder: string
  tuning: Tuning
  /** A folder with the chart, instead of its repository. */
  charts: string | undefined
  signal: AbortSignal
}

/** NPD's objects, all that the chart makes of npd/: `kubectl kustomize --enable-helm`. */
export const renderManifests = async ({
  workFolder,
  tuning,
  charts,
  signal,
}: ManifestOptions): Promise<KubeObject[]> => {
  await mkdir(workFolder, { recursive: true })
  const values = tuneValues(await readText(files.values), tuning)
  await writeFile(join(workFolder, basename(files.values)), values)
  await copyFile(files.kustomization, join(workFolder, basename(files.kustomization)))
  if (charts !== undefined) await unpackNpdChart(charts, workFolder)
  const text = await runTool('kubectl', ['kustomize', '--enable-helm', workFolder], {
    signal,
    hint: 'Mend npd/, or give it a way to the repository it names; without the internet give --charts DIR.',
  })
  const objects = parseAllDocuments(text).map(document => document.toJS() as KubeObject)
  if (!objects.some(isDaemonSet))
    throw new UserError(
      `Failed to render ${displayPath(files.kustomization)}: it makes no DaemonSet ${npdName}.`,
      '`git checkout -- npd` brings it back.',
    )
  return objects
}

/** Where kustomize looks before it asks the repository. */
const unpackNpdChart = async (charts: string, workFolder: string): Promise<void> => {
  const { name, version } = parse(await readText(files.kustomization)).helmCharts[0]
  const folder = join(workFolder, 'charts', `${name}-${version}`, name)
  await unpackChart(charts, { name, version }, folder)
}

const isDaemonSet = ({ kind, metadata }: KubeObject): boolean =>
  kind === 'DaemonSet' && metadata.name === npdName

/** What names the image in the pods: another image under the same name makes new pods. */
export const imageAnnotation = 'npd-test/image'

/** The objects, NPD's pods marked with the ID of their image. */
export const markImage = (objects: KubeObject[], imageId: string): KubeObject[] =>
  objects.map(object => {
    if (!isDaemonSet(object)) return object
    const marked = structuredClone(object) as KubeObject & {
      spec: { template: { metadata: { annotations?: Record<string, string> } } }
    }
    const { metadata } = marked.spec.template
    metadata.annotations = { ...metadata.annotations, [imageAnnotation]: imageId }
    return marked
  })
