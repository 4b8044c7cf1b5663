import { quote } from 'zx/core'
import { displayPath } from '../repository.mts'

const columnWidth = 43

/** The commands to try once the cluster runs. */
export const renderNextSteps = (kubeconfig: string): string => {
  const steps = [
    ['npx zx scripts/live.mts', 'open a page that shows and explains each change live'],
    ['npx zx scripts/show.mts --watch', 'follow the conditions'],
    ['npx zx scripts/chaos-apply.mts', 'disconnect NPD on two nodes from the network'],
    ['npx zx scripts/cleanup.mts', 'remove the cluster'],
    [`export KUBECONFIG=${quote(displayPath(kubeconfig))}`, 'use kubectl yourself'],
  ] as const
  const lines = steps.map(([command, meaning]) => `  ${command.padEnd(columnWidth)}  ${meaning}`)
  return ['', 'Next', ...lines].join('\n')
}
