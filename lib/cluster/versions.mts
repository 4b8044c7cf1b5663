import { parse } from 'yaml'
import { UserError } from '../cli/errors.mts'
import { displayPath, files, readText } from '../repository.mts'

/** All versions of the demo; each stands in one file only, these two constants here. */
export interface Versions {
  /** From image/Dockerfile, as in `v1.35.1`. */
  nodeProblemDetector: string
  /** From image/Dockerfile. */
  kubectl: string
  /** From npd/kustomization.yaml, as in `2.4.1`. */
  chart: string
  /** Of kind's node image, and what the embedded cluster says it is. */
  kubernetes: string
}

/** kind's node image, pinned by its digest. */
export const kindNodeImage =
  'kindest/node:v1.35.1@sha256:05d7bcdefbda08b4e038f644c4df690cdac3fba8b06f8289f30e10026720a1ab'

/** chaos-mesh, its chart and its images. */
export const chaosMeshVersion = '2.8.3'

export const readVersions = async (): Promise<Versions> => {
  const dockerfile = await readText(files.dockerfile)
  const kustomization = parse(await readText(files.kustomization))
  const imageTag = (image: string): string =>
    new RegExp(`^FROM \\S*/${image}:(\\S+)`, 'm').exec(dockerfile)?.[1] ??
    lacks(files.dockerfile, `a line \`FROM …/${image}:VERSION\``)
  return {
    nodeProblemDetector: imageTag('node-problem-detector'),
    kubectl: imageTag('kubectl'),
    chart:
      kustomization?.helmCharts?.[0]?.version ??
      lacks(files.kustomization, 'the `version` of its chart'),
    kubernetes: /:(v[\d.]+)@/.exec(kindNodeImage)?.[1] ?? '',
  }
}

const lacks = (file: string, what: string): never => {
  throw new UserError(`Failed to read ${displayPath(file)}: it lacks ${what}.`, 'Pin one there.')
}
