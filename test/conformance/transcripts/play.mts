import { clusterObjects } from '../../../lib/embedded/apiserver/cluster.fixture.mts'
import type { Kubectl, Output } from '../../../lib/embedded/apiserver/kubectl.fixture.mts'
import { type Command, splitWords } from './commands.mts'

/** Patterns for text that differs between runs, with their replacements. */
const volatile: [RegExp, string][] = [
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UID'],
  [/(resourceVersion"?: ?)"\d+"/g, '$1"VERSION"'],
  [/("continue":)"[^"]+"/g, '$1"CONTINUE"'],
  [/https:\/\/(127\.0\.0\.1|localhost):\d+/g, 'SERVER'],
  // Fixed times of the test objects are kept.
  [/\b(?!2026-01-01T00:00:00)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME'],
  [/\w{3}, (?!01 Jan 2026)\d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, 'TIME'],
  [/^(---|\+\+\+) .*\/(LIVE|MERGED)-\d+\/(\S+)\s.*$/gm, '$1 $2/$3'],
  [/^diff .*$/gm, 'diff'],
  [/\b\d+[smhdy](\d+[smhd])?\b(?! \()/g, 'AGE'],
  [/\/\S*kubectl-edit-\S+\.yaml/g, 'FILE'],
  // kubectl warns if its own timeout ends a watch in less than a second.
  [/^W\d{4} .* very short watch: .*\n/gm, ''],
  // The build may differ between kubectls of the same minor version.
  [/^((Client|Kustomize) Version:) .*$/gm, '$1 VERSION'],
  // The width of a column depends on the ages in it.
  [/(\S) {2,}/g, '$1  '],
]

/** Removes text that differs between runs. */
const normalize = (text: string): string =>
  volatile.reduce((rest, [pattern, word]) => rest.replaceAll(pattern, word), text)

/** Runs a command and returns its normalized output. */
export const play = async (kubectl: Kubectl, command: Command): Promise<Output> => {
  if (command.lines !== undefined) return playUntil(kubectl, command, command.lines)
  const { line, stdin, editor } = command
  const more = editor === undefined ? {} : { KUBE_EDITOR: editor }
  const { code, stdout, stderr } = await kubectl.run(splitWords(line), stdin, more)
  return { code, stdout: normalize(stdout), stderr: normalize(stderr) }
}

/** Runs a command until it has printed `lines` lines. Its log shows when its watch is established. */
const playUntil = async (
  kubectl: Kubectl,
  { line, during = [] }: Command,
  lines: number,
): Promise<Output> => {
  const running = kubectl.start([...splitWords(line), '-v=6'])
  try {
    await running.waitForOutput(/watch=true.*200 OK/, 'stderr')
    for (const inside of during) await runOrThrow(kubectl, splitWords(inside))
    const text = await running.waitForOutput(new RegExp(`^(.*\n){${lines}}`))
    return { code: 0, stdout: normalize(text), stderr: '' }
  } finally {
    await running.stop()
  }
}

/** Creates the objects that the commands use. The namespaces already exist. */
export const fillCluster = async (kubectl: Kubectl): Promise<void> => {
  const items = clusterObjects.filter(({ kind }) => kind !== 'NetworkChaos')
  await runOrThrow(
    kubectl,
    ['create', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  )
  for (const { kind, metadata, ...rest } of items) {
    if (!('status' in rest)) continue
    const { namespace } = metadata as { namespace?: string }
    const where = namespace ? ['-n', namespace] : []
    const patch = [
      '--subresource=status',
      '--type=merge',
      '-p',
      JSON.stringify({ status: rest.status }),
    ]
    await runOrThrow(kubectl, ['patch', kind, metadata.name, ...where, ...patch])
  }
}

const runOrThrow = async (kubectl: Kubectl, args: string[], stdin?: string): Promise<void> => {
  const { code, stderr } = await kubectl.run(args, stdin)
  if (code !== 0) throw new Error(`${args.join(' ')}: ${stderr}`)
}
