import { type ApiAccess, isAllowed } from '../permissions.mts'
import type { PluginFiles } from '../plugin-files.mts'
import { createFindingAt, createFindingIn, type Finding } from './finding.mts'
import type { ScriptCommand } from './script/commands.mts'
import type { PluginScript } from './script/script-checks.mts'

/** Checks whether NPD has the permissions that the kubectl commands in its scripts need. */
export const checkAccess = (
  { account, inputType }: PluginFiles,
  scripts: PluginScript[],
): Finding[] => {
  if (!account) return []
  if (account.name === undefined)
    return [
      createFindingAt(account.file, account.position, {
        rule: 'no-service-account',
        message: 'the pod does not set a ServiceAccount',
        effect:
          'NPD runs as the ServiceAccount `default`, which is not allowed to write node conditions and events',
        fix: 'set `serviceAccountName`, and bind that ServiceAccount to a ClusterRole for NPD',
      }),
    ]
  const { permissions, name } = account
  if (!permissions) return []
  return scripts.flatMap(({ script, parsed }) =>
    (parsed?.commands ?? []).flatMap(command => {
      const access = findRequiredAccess(command)
      if (!access || isAllowed(permissions, access)) return []
      const { verb, resource } = access
      return createFindingIn(script, command.offset, {
        rule: 'missing-permission',
        message: `NPD has no permission to ${verb} ${resource}`,
        effect: '`kubectl` fails with `Forbidden` on every node',
        fix:
          inputType === 'values'
            ? `allow \`${verb}\` on \`${resource}\` in \`rbac.clusterRole.extraRules\``
            : `allow \`${verb}\` on \`${resource}\` in the ClusterRole of the ServiceAccount ${name}`,
      })
    }),
  )
}

/** Resources that plugins use, each with the aliases that kubectl accepts. */
const resourceAliases: Record<string, string[]> = {
  nodes: ['no', 'node'],
  pods: ['po', 'pod'],
  namespaces: ['ns', 'namespace'],
  services: ['svc', 'service'],
  events: ['ev', 'event'],
  configmaps: ['cm', 'configmap'],
  secrets: ['secret'],
  endpoints: ['ep'],
  daemonsets: ['ds', 'daemonset'],
  deployments: ['deploy', 'deployment'],
  leases: ['lease'],
}

const toPlural = (name: string): string | undefined =>
  Object.keys(resourceAliases).find(
    plural => plural === name || resourceAliases[plural]?.includes(name),
  )

/** Options of kubectl whose value is a separate argument. */
const valueOptions =
  /^(-n|-l|-o|-f|-c|-s|-p|-L|--(namespace|selector|output|field-selector|sort-by|filename|container|server|context|kubeconfig|token|user|cluster|patch|type|template|request-timeout|label-columns|raw|subresource))$/

/** Returns the API access that a kubectl command needs, or undefined if it is unknown. */
const findRequiredAccess = ({ name, args }: ScriptCommand): ApiAccess | undefined => {
  if (name !== 'kubectl') return undefined
  const positionals = args.filter(
    ({ text }, index) => !(text.startsWith('-') || valueOptions.test(args[index - 1]?.text ?? '')),
  )
  const hasArgument = (pattern: RegExp) => args.some(({ text }) => pattern.test(text))
  const [subcommand, target, ...otherTargets] = positionals
  if (!subcommand?.isComplete || hasArgument(/^(--raw|--filename|-f|--local)(=|$)/))
    return undefined
  if (/^(cordon|uncordon)$/.test(subcommand.text)) return { verb: 'patch', resource: 'nodes' }
  if (!target) return undefined
  const [resourceName = '', objectName] = target.text.split('/')
  const resource = toPlural(resourceName)
  if (!resource || !(target.isComplete || target.text.includes('/'))) return undefined
  const hasObjectName = objectName !== undefined || otherTargets.length > 0
  const verb = verbBySubcommand[subcommand.text]
  if (subcommand.text !== 'get') return verb ? { verb, resource } : undefined
  return { verb: hasObjectName ? 'get' : 'list', resource }
}

const verbBySubcommand: Record<string, string> = {
  label: 'patch',
  annotate: 'patch',
  patch: 'patch',
  taint: 'patch',
  delete: 'delete',
  describe: 'get',
}
