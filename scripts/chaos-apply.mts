#!/usr/bin/env -S npx zx
import { cutOff, previewCut, readTiming } from '../lib/chaos/chaos-apply.mts'
import { askForChaos } from '../lib/chaos/consent.mts'
import { readExperiment } from '../lib/chaos/experiment.mts'
import { describeCut } from '../lib/chaos/next-steps.mts'
import { yesOption } from '../lib/cli/confirm.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { withCluster } from '../lib/cluster/cluster.mts'

export const script = defineScript({
  name: 'chaos-apply',
  summary:
    'Cuts the node-problem-detector pods of two nodes off the network, using chaos/network-partition.yaml.',
  options: {
    ...clusterOptions,
    yes: yesOption,
    nodes: { type: 'string', value: 'A,B', help: 'cut these nodes instead of those in the file' },
    duration: {
      type: 'string',
      value: 'TIME',
      help: 'end the experiment after this time, for example 10m',
    },
    'dry-run': { type: 'boolean', help: 'print the pods and the objects to apply; change nothing' },
  },
  run: ({ options: { nodes, duration, ...options }, signal, phases, print }) =>
    withCluster(options, async cluster => {
      const { api } = cluster
      const experiment = await readExperiment({
        nodes: nodes?.split(',').map(name => name.trim()),
        duration,
      })
      if (options['dry-run']) return print(await previewCut(experiment, { api, signal }))
      await askForChaos(cluster, 'Cut pods off the network', options.yes, signal)
      const pods = await cutOff(experiment, { api, phases, signal })
      phases.note(describeCut(pods, await readTiming(api)))
    }),
})

await runScript(import.meta.url, script)
