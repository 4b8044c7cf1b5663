#!/usr/bin/env -S npx zx
import { yesOption } from '../lib/cli/confirm.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions, readChoice } from '../lib/cluster/choice.mts'
import { cleanUp, previewCleanup } from '../lib/cluster/cleanup.mts'

export const script = defineScript({
  name: 'cleanup',
  summary:
    'Removes the clusters that `run` made, and nothing else; from another cluster, what was put there.',
  options: {
    cluster: { ...clusterOptions.cluster, help: 'only this one: embedded or kind' },
    context: {
      type: 'string',
      value: 'NAME',
      help: 'another cluster: take away what we put there',
    },
    yes: yesOption,
    'export-logs': {
      type: 'string',
      value: 'DIR',
      help: "save NPD's logs first, and those of kind",
    },
    'dry-run': { type: 'boolean', help: 'print what would be removed, remove nothing' },
  },
  run: async ({ options, phases, signal, print }) => {
    const choice = readChoice(options)
    if (options['dry-run']) return print(await previewCleanup(choice, signal))
    const { yes, 'export-logs': exportLogs } = options
    await cleanUp(choice, { yes, exportLogs, phases, signal })
  },
})

await runScript(import.meta.url, script)
