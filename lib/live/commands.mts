import { npdLabels, npdNamespace } from '../chart/release.mts'
import type { ClusterChoice } from '../cluster/choice.mts'
import { renderLabelSelector } from '../kube/labels/selector.mts'
import { displayPath } from '../repository.mts'
import { kindKubeconfig, stateFolder } from '../state-folder.mts'
import type { ActionName } from './actions.mts'

/** The cluster that the live page shows, and the command-line options that select this cluster. */
export interface CommandTarget {
  type: 'embedded' | 'kind' | 'existing'
  choice: ClusterChoice
}

/**
 * The command for each action. `{nodes}` stands for the selected nodes, separated by commas. A
 * command with `{node}` is repeated for each of them.
 */
export const createCommandTemplates = (target: CommandTarget): Record<ActionName, string> => {
  const options = optionsFor(target.choice)
  const mutatingOptions = target.choice.context === undefined ? options : `${options} --yes`
  const kubectl = `kubectl ${kubectlOptions(target)} --namespace ${npdNamespace}`
  const pod = `--selector ${renderLabelSelector(npdLabels)} --field-selector spec.nodeName={node}`
  return {
    disconnect: `npx zx scripts/chaos-apply.mts --nodes {nodes}${mutatingOptions}`,
    reconnect: `npx zx scripts/chaos-delete.mts${mutatingOptions}`,
    'demo-on': `npx zx scripts/demo-problem.mts {node}${mutatingOptions}`,
    'demo-off': `npx zx scripts/demo-problem.mts {node} --off${mutatingOptions}`,
    restart: `${kubectl} delete pod ${pod}`,
    'watchdog-start': `npx zx scripts/watchdog.mts${options}`,
    'watchdog-stop': "Press Ctrl-C in the watchdog's terminal",
  }
}

/** Fills in the node names. A template with `{node}` becomes one command per node, each on its own line. */
export const renderCommand = (template: string, nodes: string[]): string =>
  template.includes('{node}')
    ? nodes.map(node => template.replace('{node}', node)).join('\n')
    : template.replace('{nodes}', nodes.join(','))

/** The command-line options that select the cluster, with a leading space. */
const optionsFor = ({ cluster, context }: ClusterChoice): string => {
  if (context !== undefined) return ` --context ${quote(context)}`
  return cluster === undefined ? '' : ` --cluster ${cluster}`
}

const kubectlOptions = ({ type, choice }: CommandTarget): string => {
  if (choice.context !== undefined) return `--context ${quote(choice.context)}`
  const folder = stateFolder()
  const file = type === 'kind' ? kindKubeconfig(folder) : folder.kubeconfig
  return `--kubeconfig ${quote(displayPath(file))}`
}

/** Quotes a word for a shell. */
const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
