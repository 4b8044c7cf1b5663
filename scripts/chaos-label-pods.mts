#!/usr/bin/env -S npx zx
import { describeLabeledPods } from '../lib/chaos/chaos-apply.mts'
import { confirmExperiment } from '../lib/chaos/consent.mts'
import { readExperiment } from '../lib/chaos/experiment.mts'
import { labelPods } from '../lib/chaos/label-pods.mts'
import { yesOption } from '../lib/cli/confirm.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { withCluster } from '../lib/cluster/cluster.mts'

export const script = defineScript({
  name: 'chaos-label-pods',
  summary:
    "Labels each pod in the experiment's namespaces with the name of its node, so that chaos-mesh can select it.",
  options: {
    ...clusterOptions,
    yes: yesOption,
    'dry-run': { type: 'boolean', help: 'print the number of pods to label; change nothing' },
  },
  run: ({ options, signal, phases }) =>
    withCluster(options, async cluster => {
      const { api } = cluster
      const { chaos } = await readExperiment()
      const namespaces = chaos.spec.selector.namespaces ?? []
      const dryRun = options['dry-run']
      if (!dryRun)
        await confirmExperiment(cluster, `Label the pods in ${namespaces}`, options.yes, signal)
      if (!dryRun)
        phases.unfinished = {
          state: 'Some pods may not have their label yet',
          fix: 'Label them',
        }
      await phases.run(
        'labels',
        () => labelPods(api, namespaces, { signal, dryRun }),
        labeled => `${describeLabeledPods(labeled, namespaces)}${dryRun ? ' (dry run)' : ''}`,
      )
    }),
})

await runScript(import.meta.url, script)
