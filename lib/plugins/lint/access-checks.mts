import type { PluginFiles } from '../plugin-files.mts'
import { type ApiAccess, isAllowed } from '../rights.mts'
import { type Finding, findingAt, findingIn } from './finding.mts'
import type { FoundCommand } from './script/commands.mts'
import type { PluginScript } from './script/script-checks.mts'

/** Checks whether NPD has the permissions that the kubectl commands in its scripts need. */
export const checkAccess = ({ account, kind }: PluginFiles, scripts: PluginScript[]): Finding[] => {
  if (!account) return []
  if (account.name === undefined)
    return [
      findingAt(account.file, account.position, {
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
      const access = accessOf(command)
      if (!access || isAllowed(permissions, access)) return []
      const { verb, resource } = access
      return findingIn(script, command.offset, {
        rule: 'missing-rights',
        message: `NPD has no permission to ${verb} ${resource}`,
        effect: '`kubectl` fails with `Forbidden` on every node',
        fix:
          kind === 'values'
            ? `add \`${verb}\` on \`${resource}\` to \`rbac.clusterRole.extraRules\``
            : `add \`${verb}\` on \`${resource}\` to the ClusterRole of the ServiceAccount ${name}`,
      })
    }),
  )
}

/** The names that kubectl accepts for resources that plugins use. */
const resources: Record<string, string[]> = {
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

const pluralOf = (name: string): string | undefined =>
  Object.keys(resources).find(plural => plural === name || resources[plural]?.includes(name))

/** Options of kubectl whose value is a separate argument. */
const valueOptions =
  /^(-n|-l|-o|-f|-c|-s|-p|-L|--(namespace|selector|output|field-selector|sort-by|filename|container|server|context|kubeconfig|token|user|cluster|patch|type|template|request-timeout|label-columns|raw|subresource))$/

/** The request that a kubectl command makes, or undefined if it is unknown. */
const accessOf = ({ name, args }: FoundCommand): ApiAccess | undefined => {
  if (name !== 'kubectl') return undefined
  const words = args.filter(
    ({ text }, index) => !(text.startsWith('-') || valueOptions.test(args[index - 1]?.text ?? '')),
  )
  const has = (pattern: RegExp) => args.some(({ text }) => pattern.test(text))
  const [command, target, ...names] = words
  if (!command?.isWhole || has(/^(--raw|--filename|-f|--local)(=|$)/)) return undefined
  if (/^(cordon|uncordon)$/.test(command.text)) return { verb: 'patch', resource: 'nodes' }
  if (!target) return undefined
  const [kind = '', own] = target.text.split('/')
  const resource = pluralOf(kind)
  if (!resource || !(target.isWhole || target.text.includes('/'))) return undefined
  const isNamed = own !== undefined || names.length > 0
  const verb = verbs[command.text]
  if (command.text !== 'get') return verb ? { verb, resource } : undefined
  return { verb: isNamed ? 'get' : 'list', resource }
}

const verbs: Record<string, string> = {
  label: 'patch',
  annotate: 'patch',
  patch: 'patch',
  taint: 'patch',
  delete: 'delete',
  describe: 'get',
}
