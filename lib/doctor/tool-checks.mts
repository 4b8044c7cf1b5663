import { coerce, satisfies } from 'semver'
import { UserError } from '../cli/errors.mts'
import { isOnPath, runTool } from '../cluster/tools.mts'
import type { Check } from './check.mts'

interface Tool {
  name: string
  /** What prints its version. */
  args: string[]
  range: string
  why: string
  install: string
}

const tools: Tool[] = [
  {
    name: 'kind',
    args: ['version'],
    range: '>=0.27',
    why: 'older ones cannot load images into nodes with containerd 2',
    install: 'https://kind.sigs.k8s.io/docs/user/quick-start/#installation',
  },
  {
    name: 'kubectl',
    args: ['version', '--client', '--output', 'json'],
    range: '>=1.27',
    why: 'older ones render other manifests',
    install: 'https://kubernetes.io/docs/tasks/tools/',
  },
  {
    name: 'helm',
    args: ['version', '--template', '{{.Version}}'],
    range: '>=3.8 <4',
    why: "kubectl's kustomize cannot work with Helm 4 yet",
    install: 'https://helm.sh/docs/intro/install/',
  },
]

/** kind, kubectl and helm, and their versions. */
export const toolChecks = (signal: AbortSignal): Check[] =>
  tools.map(tool => ({ what: tool.name, look: () => checkTool(tool, signal) }))

const checkTool = async (tool: Tool, signal: AbortSignal): Promise<string> => {
  const { name, args, range, why, install } = tool
  if (!(await isOnPath(name))) throw new UserError('not on PATH', `Install it: ${install}`)
  const version = versionIn(await runTool(name, args, { signal }))
  if (version && satisfies(version, range)) return `v${version}`
  throw new UserError(
    `${version ?? 'of an unknown version'}, and ${range} is needed: ${why}`,
    `Install another: ${install}`,
  )
}

/** The first version that it prints. */
const versionIn = (text: string): string | undefined =>
  coerce(/v\d+\.\d+\.\d+/.exec(text)?.[0])?.version
