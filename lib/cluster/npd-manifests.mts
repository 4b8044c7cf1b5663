import { cp, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parse, parseAllDocuments, stringify } from 'yaml'
import { npdName } from '../chart/release.mts'
import { type Tuning, tuneValues } from '../chart/tune.mts'
import { command } from '../cli/command.mts'
import { UserError } from '../cli/errors.mts'
import type { KubeObject } from '../kube/types.mts'
import { displayPath, files, readText } from '../repository.mts'
import { provideChart } from './charts.mts'

export interface ManifestOptions {
  /** Where npd/ is copied to, and the chart unpacked. */
  workFolder: string
  tuning: Tuning
  /** A folder with the chart, instead of its repository. */
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

/** Our rendering of the chart, a resource of the kustomization. */
const renderedChart = 'chart.yaml'

/**
 * NPD's objects, as `kubectl kustomize --enable-helm npd/` renders them. The chart goes through `helm`
 * first, for older kubectl cannot read an oci:// repository, nor work with Helm 4.
 */
export const renderManifests = async (options: ManifestOptions): Promise<KubeObject[]> => {
  const { workFolder, tuning, signal } = options
  await cp(dirname(files.kustomization), workFolder, { recursive: true })
  const valuesFile = join(workFolder, basename(files.values))
  await writeFile(valuesFile, tuneValues(await readText(files.values), tuning))
  const { helmCharts, ...kustomization } = parse(await readText(files.kustomization))
  await writeFile(
    join(workFolder, renderedChart),
    await renderChart(helmCharts[0], valuesFile, options),
  )
  const resources = [...(kustomization.resources ?? []), renderedChart]
  await writeFile(
    join(workFolder, basename(files.kustomization)),
    stringify({ ...kustomization, resources }),
  )
  const hint = `Fix ${displayPath(files.kustomization)}, or restore it: \`git checkout -- npd\`.`
  const text = await command({ signal, hint })`kubectl kustomize ${workFolder}`
  const objects = parseAllDocuments(text).map(document => document.toJS() as KubeObject)
  if (!objects.some(isDaemonSet))
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
  const folder = await provideChart({ name, version, repository }, source)
  const hint = `Fix ${displayPath(files.values)}, or restore it: \`git checkout -- npd\`.`
  return command({
    signal,
    hint,
  })`helm template ${releaseName} ${folder} --namespace ${namespace} --values ${valuesFile}`
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
