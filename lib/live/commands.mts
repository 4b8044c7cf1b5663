import { npdLabels, npdNamespace } from '../chart/release.mts'
import type { ClusterChoice } from '../cluster/choice.mts'
import { renderLabelSelector } from '../kube/labels/selector.mts'
import { displayPath } from '../repository.mts'
import { kindKubeconfig, stateFolder } from '../state-folder.mts'
import type { ActionName } from './actions.mts'

/** The cluster of a page, and the options that select it. */
export interface CommandPlace {
  type: 'embedded' | 'kind' | 'existing'
  choice: ClusterChoice
}

/**
 * The command for each action. `{nodes}` stands for the selected nodes, separated by commas. A
 * command with `{node}` is repeated for each of them.
 */
export const commandTemplates = (place: CommandPlace): Record<ActionName, string> => {
  const options = optionsFor(place.choice)
  const changing = place.choice.context === undefined ? options : `${options} --yes`
  const kubectl = `kubectl ${kubectlOptions(place)} --namespace ${npdNamespace}`
  const pod = `--selector ${renderLabelSelector(npdLabels)} --field-selector spec.nodeName={node}`
  return {
    cut: `npx zx scripts/chaos-apply.mts --nodes {nodes}${changing}`,
    heal: `npx zx scripts/chaos-delete.mts${changing}`,
    'demo-on': `npx zx scripts/demo-problem.mts {node}${changing}`,
    'demo-off': `npx zx scripts/demo-problem.mts {node} --off${changing}`,
    restart: `${kubectl} delete pod ${pod}`,
    'watchdog-start': `npx zx scripts/watchdog.mts${options}`,
    'watchdog-stop': 'Ctrl-C in the terminal of the watchdog',
  }
}

/** The command for these nodes, one per line. */
export const renderCommand = (template: string, nodes: string[]): string =>
  template.includes('{node}')
    ? nodes.map(node => template.replace('{node}', node)).join('\n')
    : template.replace('{nodes}', nodes.join(','))

/** The options that select the same cluster, with a leading space. */
const optionsFor = ({ cluster, context }: ClusterChoice): string => {
  if (context !== undefined) return ` --context ${quote(context)}`
  return cluster === undefined ? '' : ` --cluster ${cluster}`
}

const kubectlOptions = ({ type, choice }: CommandPlace): string => {
  if (choice.context !== undefined) return `--context ${quote(choice.context)}`
  const folder = stateFolder()
  const file = type === 'kind' ? kindKubeconfig(folder) : folder.kubeconfig
  return `--kubeconfig ${quote(displayPath(file))}`
}

/** Quotes a word for a shell. */
const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
