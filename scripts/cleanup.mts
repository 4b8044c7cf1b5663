import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions, readChoice } from '../lib/cluster/choice.mts'
import { cleanUp, previewCleanup } from '../lib/cluster/cleanup.mts'

export const script = defineScript({
  name: 'cleanup',
  summary: 'Removes the clusters that `run` made, and nothing else.',
  options: {
    cluster: { ...clusterOptions.cluster, help: 'only this one: embedded or kind' },
    'dry-run': { type: 'boolean', help: 'print what would be removed, remove nothing' },
  },
  run: async ({ options, phases, signal, print }) => {
    const { cluster } = readChoice(options)
    if (options['dry-run']) return print(await previewCleanup(cluster))
    await cleanUp(cluster, { phases, signal })
  },
})

await runScript(import.meta.url, script)
