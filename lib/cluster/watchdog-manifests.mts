import { dirname } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { command } from '../cli/command.mts'
import type { KubeApi } from '../kube/api.mts'
import { renderLabelSelector } from '../kube/labels/selector.mts'
import type { Deployment, KubeObject } from '../kube/types.mts'
import { displayPath, files } from '../repository.mts'
import { type ApplyTarget, applyObjects, targetArguments } from './apply-objects.mts'
import { withDiagnosis } from './diagnose.mts'
import { buildWatchdogImage, readImageId } from './kind/images.mts'
import { imageAnnotation } from './npd-manifests.mts'
import { failOnStuckPods } from './stuck-pods.mts'

export const watchdogName = 'npd-watchdog'
/** A separate namespace, because the experiment disconnects pods in kube-system. */
export const watchdogNamespace = 'npd-watchdog'
/** The labels of all objects of the watchdog. */
export const watchdogLabels = { 'app.kubernetes.io/name': watchdogName }

const builtImage = 'npd-watchdog:latest'

/**
 * Resolves with the name and ID of the requested image, or of an image built from this repository. The engine must
 * have the requested image. The ID changes with the content of the image.
 */
export const ensureWatchdogImage = async (
  { image }: { image: string | undefined },
  signal: AbortSignal,
): Promise<{ name: string; id: string }> =>
  image === undefined
    ? { name: builtImage, id: await buildWatchdogImage(builtImage, signal) }
    : { name: image, id: await readImageId(image, signal) }

/** Renders the objects in watchdog/ with this image. A new image ID triggers a rollout. */
export const renderWatchdog = async ({
  image,
  id,
  signal,
}: {
  image: string | undefined
  id?: string
  signal: AbortSignal
}): Promise<KubeObject[]> => {
  const hint = `Fix ${displayPath(files.watchdog)}, or restore it: \`git checkout -- watchdog\`.`
  const text = await command({ signal, hint })`kubectl kustomize ${dirname(files.watchdog)}`
  const objects = parseAllDocuments(text).map(document => document.toJS() as KubeObject)
  return objects.map(object => (isDeployment(object) ? setImage(object, image, id) : object))
}

const isDeployment = (object: KubeObject): object is Deployment => object.kind === 'Deployment'

const setImage = (
  deployment: Deployment,
  image: string | undefined,
  id: string | undefined,
): Deployment => {
  const changed = structuredClone(deployment)
  const { metadata, spec } = changed.spec.template
  if (image !== undefined) for (const container of spec.containers) container.image = image
  if (id !== undefined) metadata.annotations = { ...metadata.annotations, [imageAnnotation]: id }
  return changed
}

/**
 * Applies the objects and waits until the new pods are ready. If they do not become ready, rejects with a
 * UserError that contains the reason.
 */
export const installWatchdog = async (
  api: KubeApi,
  objects: KubeObject[],
  target: ApplyTarget,
): Promise<void> => {
  const labelSelector = renderLabelSelector(watchdogLabels)
  const podSelection = { namespace: watchdogNamespace, labelSelector, signal: target.signal }
  await failOnStuckPods(api, podSelection, async signal => {
    await applyObjects(objects, { ...target, signal })
    const kubectlTarget = targetArguments(target)
    const run = command({ signal })
    await withDiagnosis(
      api,
      podSelection,
      () =>
        run`kubectl ${kubectlTarget} rollout status --namespace ${watchdogNamespace} --timeout=120s deployment/${watchdogName}`,
    )
  })
}
