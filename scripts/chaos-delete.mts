#!/usr/bin/env -S npx zx
import { deleteExperiment, findExperiment } from '../lib/chaos/apply.mts'
import { confirmExperiment } from '../lib/chaos/consent.mts'
import { readExperiment } from '../lib/chaos/experiment.mts'
import { describeRecovery } from '../lib/chaos/next-steps.mts'
import { yesOption } from '../lib/cli/confirm.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { withCluster } from '../lib/cluster/cluster.mts'

export const script = defineScript({
  name: 'chaos-delete',
  summary: 'Ends the experiment and waits until all pods are connected again.',
  options: {
    ...clusterOptions,
    yes: yesOption,
    'dry-run': { type: 'boolean', help: 'report whether an experiment exists; change nothing' },
  },
  run: ({ options, signal, phases, print }) =>
    withCluster(options, async cluster => {
      const { api } = cluster
      const { chaos } = await readExperiment()
      const existing = await findExperiment(api, chaos, signal)
      const name = `${chaos.metadata.namespace}/${chaos.metadata.name}`
      if (options['dry-run'])
        return print(
          existing
            ? `Would end the experiment ${name}.\n`
            : `The experiment ${name} does not exist.\n`,
        )
      await confirmExperiment(cluster, `End ${name}`, options.yes, signal)
      phases.unfinished = {
        state: `The experiment ${name} may still be ending`,
        fix: 'Wait until it has ended',
      }
      const result = await phases.run(
        'recovered',
        async () => existing && deleteExperiment(api, chaos, signal),
        () => (existing ? `deleted ${name}` : `${name} does not exist`),
      )
      if (result) phases.note(describeRecovery(result))
    }),
})

await runScript(import.meta.url, script)
