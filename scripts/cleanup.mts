import { defineScript, runScript } from '../lib/cli/script.mts'
import { findEmbedded, stopEmbedded } from '../lib/cluster/embedded.mts'

export const script = defineScript({
  name: 'cleanup',
  summary: 'Removes the cluster that `run` made, and nothing else.',
  options: {
    'dry-run': { type: 'boolean', help: 'print what would be removed, remove nothing' },
  },
  run: async ({ options, phases, print }) => {
    if (options['dry-run']) {
      const embedded = await findEmbedded()
      embedded?.api.close()
      return print(
        embedded
          ? `Would end process ${embedded.pid}, the embedded cluster npd-test, and delete its files.\n`
          : 'No cluster is running.\n',
      )
    }
    await phases.run(
      'embedded cluster',
      () => stopEmbedded(),
      existed => (existed ? 'gone, with all its processes and files' : 'there was none'),
    )
  },
})

await runScript(import.meta.url, script)
