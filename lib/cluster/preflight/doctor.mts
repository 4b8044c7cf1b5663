import { readFile } from 'node:fs/promises'
import { satisfies } from 'semver'
import { isOnPath } from '../../cli/command.mts'
import { UserError } from '../../cli/errors.mts'
import { files } from '../../repository.mts'
import type { ClusterChoice } from '../choice.mts'
import { checkLoopback } from '../embedded/connect.mts'
import { type Check, type Finding, findUnmet, runChecks, UnmetRequirement } from './check.mts'
import { runKindChecks } from './kind-checks.mts'
import { kustomizeCheck } from './tool-checks.mts'

/** The findings for one type of cluster on this machine. */
export interface ClusterFindings {
  type: 'embedded' | 'kind'
  findings: Finding[]
}

/** Checks both types of cluster, or only one. */
export const checkClusters = async (
  cluster: ClusterChoice['cluster'],
  signal: AbortSignal,
  nodeImage?: string,
): Promise<ClusterFindings[]> => {
  const types = (['embedded', 'kind'] as const).filter(type => (cluster ?? type) === type)
  const checksByType = {
    embedded: () => runChecks(embeddedChecks()),
    kind: () => checkKindAndKustomize(signal, nodeImage),
  }
  return Promise.all(types.map(async type => ({ type, findings: await checksByType[type]() })))
}

const checkKindAndKustomize = async (
  signal: AbortSignal,
  nodeImage?: string,
): Promise<Finding[]> => {
  const { findings } = await runKindChecks(signal, nodeImage)
  const hasTools = !findUnmet(findings).some(({ name }) => name === 'kubectl' || name === 'helm')
  return hasTools ? [...findings, ...(await runChecks([kustomizeCheck(signal)]))] : findings
}

/** Throws a UserError that lists the unmet requirements of each cluster. */
export const throwIfUnmet = (clusterFindings: ClusterFindings[]): void => {
  const unmet = clusterFindings
    .map(({ type, findings }) => ({ type, names: findUnmet(findings).map(({ name }) => name) }))
    .filter(({ names }) => names.length > 0)
  if (unmet.length === 0) return
  const usable = clusterFindings.find(({ findings }) => findUnmet(findings).length === 0)
  throw new UserError(
    unmet
      .map(
        ({ type, names }) =>
          `Failed to meet the requirements of the ${type} cluster: ${names.join(', ')}.`,
      )
      .join('\n  '),
    usable &&
      `Use the ${usable.type} cluster, whose requirements are met: \`npx zx scripts/run.mts --cluster ${usable.type}\`.`,
  )
}

/** The requirements of every script. The embedded cluster requires nothing else. */
const embeddedChecks = (): Check[] => [
  { name: 'Node.js', run: checkNode },
  { name: 'bash', run: checkBash },
  { name: '127.0.0.1', run: () => checkLoopback().then(() => 'the API server can open a port') },
]

/** Checks the Node.js version against the `engines` field of package.json. */
const checkNode = async (): Promise<string> => {
  const { engines } = JSON.parse(await readFile(files.manifest, 'utf8'))
  if (satisfies(process.version, engines.node)) return process.version
  throw new UnmetRequirement(
    `${process.version}, but ${engines.node} is required`,
    'Install a supported version: https://nodejs.org',
  )
}

const checkBash = async (): Promise<string> => {
  if (await isOnPath('bash')) return 'on PATH'
  throw new UnmetRequirement('not on PATH, but the plugins are bash scripts', 'Install bash.')
}
