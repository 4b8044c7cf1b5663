#!/usr/bin/env -S npx zx
import { yesOption } from '../lib/cli/confirm.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions, readChoice } from '../lib/cluster/choice.mts'
import { cleanUp, previewCleanup } from '../lib/cluster/cleanup.mts'

export const script = defineScript({
  name: 'cleanup',
  summary:
    'Removes the clusters that `run` created. With --context: removes what `run` installed in that context.',
  options: {
    cluster: { ...clusterOptions.cluster, help: 'remove only this cluster: `embedded` or `kind`' },
    context: {
      type: 'string',
      value: 'NAME',
      help: 'remove what `run` installed in this context of your kubeconfig',
    },
    yes: yesOption,
    'export-logs': {
      type: 'string',
      value: 'DIR',
      help: "first save NPD's logs and, for kind, the output of `kind export logs`",
    },
    'dry-run': { type: 'boolean', help: 'print what would be removed; change nothing' },
  },
  run: async ({ options, phases, signal, print }) => {
    const choice = readChoice(options)
    if (options['dry-run']) return print(await previewCleanup(choice, signal))
    const { yes, 'export-logs': logFolder } = options
    await cleanUp(choice, { yes, logFolder, phases, signal })
  },
})

await runScript(import.meta.url, script)
