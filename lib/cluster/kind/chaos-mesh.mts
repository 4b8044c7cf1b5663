import { createHash } from 'node:crypto'
import { chaosMeshNamespace } from '../../chaos/experiment.mts'
import { command } from '../../cli/command.mts'
import { UserError } from '../../cli/errors.mts'
import type { KubeApi } from '../../kube/api.mts'
import { files, readText } from '../../repository.mts'
import { ensureChart } from '../charts.mts'
import { withDiagnosis } from '../diagnose.mts'
import { failOnStuckPods } from '../stuck-pods.mts'
import { chaosMeshRepository, chaosMeshVersion } from '../versions.mts'

const releaseName = 'chaos-mesh'

/** The images that chaos-mesh runs with our values. */
export const chaosMeshImages = ['chaos-mesh', 'chaos-daemon'].map(
  name => `ghcr.io/chaos-mesh/${name}:v${chaosMeshVersion}`,
)

export interface ChaosMeshOptions {
  api: KubeApi
  kubeconfig: string
  context: string
  /** The folder to unpack the chart into. */
  workFolder: string
  /** A folder to read the chart from, instead of its repository. */
  charts: string | undefined
  signal: AbortSignal
}

interface ReleaseStatus {
  info: { status: string; description?: string }
}

/**
 * Installs chaos-mesh from its chart and waits until it is ready. Does not change a deployed release with the same
 * version and values. Uninstalls an interrupted or failed release first, because Helm might fail to upgrade it.
 * Rejects with a UserError as soon as a pod cannot start.
 */
export const installChaosMesh = async (
  target: ChaosMeshOptions,
): Promise<'installed' | 'already installed'> => {
  const { api, signal } = target
  const targetArguments = helmArguments(target)
  const values = await readText(files.chaosMeshValues)
  const description = `npd-test ${createHash('sha256').update(chaosMeshVersion).update(values).digest('hex').slice(0, 16)}`
  const found = await readReleaseStatus(targetArguments, signal)
  if (found?.status === 'deployed' && found.description === description) return 'already installed'
  if (found?.status.startsWith('pending-') || found?.status === 'failed')
    await command({ signal, hint })`helm uninstall ${releaseName} --wait ${targetArguments}`
  const chart = await ensureChart(
    { name: releaseName, version: chaosMeshVersion, repository: chaosMeshRepository },
    target,
  )
  const podSelection = { namespace: chaosMeshNamespace, labelSelector: '' }
  await failOnStuckPods(api, { ...podSelection, signal }, signal => {
    const run = command({ signal, hint })
    return withDiagnosis(
      api,
      podSelection,
      () =>
        run`helm upgrade --install ${releaseName} ${chart} --create-namespace --values ${files.chaosMeshValues} --description ${description} --wait --timeout 5m ${targetArguments}`,
    )
  })
  return 'installed'
}

const hint =
  'Run `kubectl get pods -n chaos-mesh` to find the cause. `--cluster embedded` does not need chaos-mesh.'

const helmArguments = ({ kubeconfig, context }: ChaosMeshOptions): string[] => [
  ...['--namespace', chaosMeshNamespace],
  ...['--kubeconfig', kubeconfig, '--kube-context', context],
]

const readReleaseStatus = async (
  targetArguments: string[],
  signal: AbortSignal,
): Promise<ReleaseStatus['info'] | undefined> => {
  try {
    const text = await command({ signal })`helm status ${releaseName} ${targetArguments} -o json`
    return (JSON.parse(text) as ReleaseStatus).info
  } catch (error) {
    if (error instanceof UserError && error.message.includes('release: not found')) return undefined
    throw error
  }
}
