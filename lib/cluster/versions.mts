import { parse } from 'yaml'
import { UserError } from '../cli/errors.mts'
import { displayPath, files, readText } from '../repository.mts'

/** The versions that the project uses. Some are read from other files; the others are constants here. */
export interface Versions {
  /** From image/Dockerfile, for example `v1.36.0`. */
  nodeProblemDetector: string
  /** From image/Dockerfile. */
  kubectl: string
  /** From npd/kustomization.yaml, for example `2.4.1`. */
  chart: string
  /** The version of kind's node image, which the embedded cluster also reports. */
  kubernetes: string
}

/** The default node image of kind v0.33.0, pinned by its digest. */
export const kindNodeImage =
  'kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5'

/**
 * For the pinned node image: the versions of kind that can load images into nodes whose containerd uses
 * configuration version 4.
 */
export const kindRangeForPinnedImage = '>=0.32'

/** For other node images: the versions of kind that can load images into nodes with containerd 2. */
export const kindRangeForOtherImages = '>=0.27'

/** The version of chaos-mesh, its chart and its images. */
export const chaosMeshVersion = '2.8.3'
export const chaosMeshRepository = 'https://charts.chaos-mesh.org'

export const readVersions = async (): Promise<Versions> => {
  const dockerfile = await readText(files.dockerfile)
  const kustomization = parse(await readText(files.kustomization))
  const imageTag = (image: string): string =>
    new RegExp(`^FROM \\S*/${image}:(\\S+)`, 'm').exec(dockerfile)?.[1] ??
    throwMissing(files.dockerfile, `a line \`FROM …/${image}:VERSION\``)
  return {
    nodeProblemDetector: imageTag('node-problem-detector'),
    kubectl: imageTag('kubectl'),
    chart:
      kustomization?.helmCharts?.[0]?.version ??
      throwMissing(files.kustomization, 'the `version` of its chart'),
    kubernetes: /:(v[\d.]+)@/.exec(kindNodeImage)?.[1] ?? '',
  }
}

const throwMissing = (file: string, what: string): never => {
  throw new UserError(
    `Failed to read ${displayPath(file)}: ${what} is missing.`,
    'Pin a version in this file.',
  )
}
