#!/usr/bin/env -S npx zx
import { partitionPods, previewPartition, readTiming } from '../lib/chaos/chaos-apply.mts'
import { confirmExperiment } from '../lib/chaos/consent.mts'
import { readExperiment } from '../lib/chaos/experiment.mts'
import { describePartition } from '../lib/chaos/next-steps.mts'
import { yesOption } from '../lib/cli/confirm.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { withCluster } from '../lib/cluster/cluster.mts'

export const script = defineScript({
  name: 'chaos-apply',
  summary:
    'Disconnects node-problem-detector on two nodes from the network, using chaos/network-partition.yaml.',
  options: {
    ...clusterOptions,
    yes: yesOption,
    nodes: {
      type: 'string',
      value: 'A,B',
      help: 'disconnect NPD on these nodes instead of those in the file',
    },
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
      if (options['dry-run']) return print(await previewPartition(experiment, { api, signal }))
      await confirmExperiment(
        cluster,
        'Disconnect these pods from the network',
        options.yes,
        signal,
      )
      const pods = await partitionPods(experiment, { api, phases, signal })
      phases.note(describePartition(pods, await readTiming(api)))
    }),
})

await runScript(import.meta.url, script)
