import { displayPath } from '../repository.mts'

/** What to try once the cluster runs. */
export const nextSteps = (kubeconfig: string): string =>
  `
Next
  npx zx scripts/show.mts --watch            follow the conditions
  npx zx scripts/chaos-apply.mts             cut node-problem-detector on two nodes off the network
  npx zx scripts/cleanup.mts                 take all of it away again
  export KUBECONFIG=${displayPath(kubeconfig).padEnd(24)} use kubectl yourself`
