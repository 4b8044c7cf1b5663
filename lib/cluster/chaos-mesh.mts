import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { chaosMeshNamespace } from '../chaos/experiment.mts'
import { UserError } from '../cli/errors.mts'
import { files, readText } from '../repository.mts'
import { unpackChart } from './charts.mts'
import { runTool } from './tools.mts'
import { chaosMeshVersion } from './versions.mts'

const release = 'chaos-mesh'
const repository = 'https://charts.chaos-mesh.org'

/** What runs of it on a cluster with our values. */
export const chaosMeshImages = ['chaos-mesh', 'chaos-daemon'].map(
  name => `ghcr.io/chaos-mesh/${name}:v${chaosMeshVersion}`,
)

export interface HelmTarget {
  kubeconfig: string
  context: string
  /** Where a chart of `--charts` is unpacked. */
  workFolder: string
  /** A folder with the chart, instead of its repository. */
  charts: string | undefined
  signal: AbortSignal
}

interface ReleaseStatus {
  info: { status: string; description?: string }
}

/**
 * Installs chaos-mesh by its chart, and waits for it. A release with the same version and values is
 * left alone; one that was killed half-way is taken away first, for Helm would refuse to touch it.
 */
export const installChaosMesh = async (
  target: HelmTarget,
): Promise<'installed' | 'already there'> => {
  const { kubeconfig, context, signal } = target
  const values = await readText(files.chaosMeshValues)
  const flags = ['--kubeconfig', kubeconfig, '--kube-context', context]
  const place = ['--namespace', chaosMeshNamespace, ...flags]
  const helm = (...args: string[]) => runTool('helm', [...args, ...place], { signal, hint })

  const description = `npd-test ${createHash('sha256').update(chaosMeshVersion).update(values).digest('hex').slice(0, 16)}`
  const found = await releaseStatus(place, signal)
  if (found?.status === 'deployed' && found.description === description) return 'already there'
  if (found?.status.startsWith('pending-') || found?.status === 'failed')
    await helm('uninstall', release, '--wait')
  const chart = await chartArguments(target)
  await helm(
    ...['upgrade', '--install', release, ...chart, '--create-namespace'],
    ...['--values', files.chaosMeshValues, '--description', description],
    ...['--wait', '--timeout', '5m'],
  )
  return 'installed'
}

const hint = 'See `kubectl get pods -n chaos-mesh`; without the internet give --charts DIR.'

const releaseStatus = async (
  place: string[],
  signal: AbortSignal,
): Promise<ReleaseStatus['info'] | undefined> => {
  try {
    const text = await runTool('helm', ['status', release, ...place, '-o', 'json'], { signal })
    return (JSON.parse(text) as ReleaseStatus).info
  } catch (error) {
    if (error instanceof UserError && error.message.includes('release: not found')) return undefined
    throw error
  }
}

const chartArguments = async ({ charts, workFolder }: HelmTarget): Promise<string[]> => {
  if (charts === undefined) return [release, '--repo', repository, '--version', chaosMeshVersion]
  const folder = join(workFolder, release)
  await unpackChart(charts, { name: release, version: chaosMeshVersion }, folder)
  return [folder]
}
