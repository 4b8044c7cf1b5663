import { coerce, satisfies } from 'semver'
import { command, isOnPath } from '../../cli/command.mts'
import { kindNodeImage, kindRangeForOtherImages, kindRangeForPinnedImage } from '../versions.mts'
import { type Check, Limitation, UnmetRequirement } from './check.mts'

interface Tool {
  name: string
  /** The command that prints the version. */
  args: string[]
  range: string
  reason: string
  install: string
}

/** The pinned node image needs a newer version of kind than other images do. */
const listTools = (nodeImage: string): Tool[] => [
  {
    name: 'kind',
    args: ['version'],
    range: nodeImage === kindNodeImage ? kindRangeForPinnedImage : kindRangeForOtherImages,
    reason:
      nodeImage === kindNodeImage
        ? `earlier versions cannot load images into ${nodeImage.replace(/@.*/, '')}; with another --node-image, ${kindRangeForOtherImages} is sufficient`
        : 'earlier versions cannot load images into nodes with containerd 2',
    install: 'https://kind.sigs.k8s.io/docs/user/quick-start/#installation',
  },
  {
    name: 'kubectl',
    args: ['version', '--client', '--output', 'json'],
    range: '>=1.27',
    reason: 'earlier versions are not tested',
    install: 'https://kubernetes.io/docs/tasks/tools/',
  },
  {
    name: 'helm',
    args: ['version', '--template', '{{.Version}}'],
    range: '>=3.8',
    reason: 'earlier versions cannot pull a chart from an oci:// repository',
    install: 'https://helm.sh/docs/intro/install/',
  },
]

/** Creates the checks for kind, kubectl and helm, and for their versions. */
export const toolChecks = (signal: AbortSignal, nodeImage: string): Check[] =>
  listTools(nodeImage).map(tool => ({
    name: tool.name,
    run: () => checkTool(tool, signal),
  }))

const checkTool = async (tool: Tool, signal: AbortSignal): Promise<string> => {
  const { name, range, reason, install } = tool
  if (!(await isOnPath(name))) throw new UnmetRequirement('not on PATH', `Install it: ${install}`)
  const version = await readVersion(tool, signal)
  if (version && satisfies(version, range)) return `v${version}`
  throw new UnmetRequirement(
    `${version ?? 'unknown version'}, but ${range} is required: ${reason}`,
    `Install a different version: ${install}`,
  )
}

const readVersion = async (
  { name, args }: Tool,
  signal: AbortSignal,
): Promise<string | undefined> => findVersion(await command({ signal })`${name} ${args}`)

/**
 * Creates the check for whether you can run `kubectl kustomize --enable-helm npd/` yourself. `run` has fewer
 * requirements.
 */
export const kustomizeCheck = (signal: AbortSignal): Check => ({
  name: 'kustomize npd/',
  run: async () => {
    const tools = listTools(kindNodeImage).filter(({ name }) => name !== 'kind')
    const [kubectl, helm] = await Promise.all(tools.map(tool => readVersion(tool, signal)))
    const needed = 'kubectl >=1.31 with Helm 3, or kubectl >=1.36 with Helm 4'
    const minimum = satisfies(helm ?? '', '>=4') ? '>=1.36' : '>=1.31'
    if (satisfies(kubectl ?? '', minimum)) return '`kubectl kustomize --enable-helm npd/` works'
    throw new Limitation(
      `\`kubectl kustomize --enable-helm npd/\` needs ${needed}`,
      'Upgrade kubectl to run this command yourself. `run` works with the installed versions.',
    )
  },
})

/** The first version in the output. */
const findVersion = (text: string): string | undefined =>
  coerce(/v\d+\.\d+(\.\d+)?/.exec(text)?.[0])?.version
