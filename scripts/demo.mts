import { defineScript, runScript } from '../lib/cli/script.mts'
import { bringUpOptions, readRequest } from '../lib/cluster/bring-up.mts'
import { runDemo } from '../lib/demo/demo.mts'

export const script = defineScript({
  name: 'demo',
  summary:
    'Tells the whole story in one go, on a cluster of its own, and cleans up. About two minutes.',
  options: {
    ...bringUpOptions,
    fast: { type: 'boolean', help: 'short intervals: at most 30 s, without the failed writes' },
  },
  run: ({ options, signal, phases, print }) =>
    runDemo({ request: readRequest(options), fast: options.fast, signal, phases, print }),
})

await runScript(import.meta.url, script)
