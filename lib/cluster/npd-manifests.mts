import { cp, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parse, parseAllDocuments, stringify } from 'yaml'
import { npdName } from '../chart/release.mts'
import type { Tuning } from '../chart/tune.mts'
import { readTunedText } from '../chart/tuned-values.mts'
import { command } from '../cli/command.mts'
import { UserError } from '../cli/errors.mts'
import type { KubeObject } from '../kube/types.mts'
import { displayPath, files, readText } from '../repository.mts'
import { ensureChart } from './charts.mts'

export interface ManifestOptions {
  /** The folder for the copy of npd/ and the unpacked chart. */
  workFolder: string
  tuning: Tuning
  /** A folder to read the chart from, instead of its repository. */
  charts: string | undefined
  signal: AbortSignal
}

/** A chart in npd/kustomization.yaml. */
interface HelmChart {
  name: string
  repo: string
  version: string
  releaseName: string
  namespace: string
}

/** The rendered chart, as a resource of the kustomization. */
const renderedChartFile = 'chart.yaml'

/**
 * NPD's objects, as `kubectl kustomize --enable-helm npd/` renders them. Renders the chart with
 * `helm` first, because older versions of kubectl cannot read an oci:// repository or work with
 * Helm 4.
 */
export const renderManifests = async (options: ManifestOptions): Promise<KubeObject[]> => {
  const { workFolder, tuning, signal } = options
  await cp(dirname(files.kustomization), workFolder, { recursive: true })
  const valuesFile = join(workFolder, basename(files.values))
  await writeFile(valuesFile, await readTunedText(tuning))
  const { helmCharts, ...kustomization } = parse(await readText(files.kustomization))
  await writeFile(
    join(workFolder, renderedChartFile),
    await renderChart(helmCharts[0], valuesFile, options),
  )
  const resources = [...(kustomization.resources ?? []), renderedChartFile]
  await writeFile(
    join(workFolder, basename(files.kustomization)),
    stringify({ ...kustomization, resources }),
  )
  const hint = `Fix ${displayPath(files.kustomization)}, or restore it: \`git checkout -- npd\`.`
  const text = await command({ signal, hint })`kubectl kustomize ${workFolder}`
  const objects = parseAllDocuments(text).map(document => document.toJS() as KubeObject)
  if (!objects.some(isNpdDaemonSet))
    throw new UserError(
      `Failed to render ${displayPath(files.kustomization)}: the DaemonSet ${npdName} is missing.`,
      'Restore it with `git checkout -- npd`.',
    )
  return objects
}

const renderChart = async (
  { name, version, repo: repository, releaseName, namespace }: HelmChart,
  valuesFile: string,
  { workFolder, charts, signal }: ManifestOptions,
): Promise<string> => {
  const source = { charts, workFolder: join(workFolder, 'charts'), signal }
  const folder = await ensureChart({ name, version, repository }, source)
  const hint = `Fix ${displayPath(files.values)}, or restore it: \`git checkout -- npd\`.`
  return command({
    signal,
    hint,
  })`helm template ${releaseName} ${folder} --namespace ${namespace} --values ${valuesFile}`
}

const isNpdDaemonSet = ({ kind, metadata }: KubeObject): boolean =>
  kind === 'DaemonSet' && metadata.name === npdName

/** The annotation with the image ID. If the image is rebuilt under the same name, the new ID triggers a rollout. */
export const imageAnnotation = 'npd-test/image'

/** Returns the objects, with the ID of the image as an annotation of NPD's pods. */
export const annotateImage = (objects: KubeObject[], imageId: string): KubeObject[] =>
  objects.map(object => {
    if (!isNpdDaemonSet(object)) return object
    const annotated = structuredClone(object) as KubeObject & {
      spec: { template: { metadata: { annotations?: Record<string, string> } } }
    }
    const { metadata } = annotated.spec.template
    metadata.annotations = { ...metadata.annotations, [imageAnnotation]: imageId }
    return annotated
  })
