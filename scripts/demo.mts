import { defineScript, runScript } from '../lib/cli/script.mts'
import { runDemo } from '../lib/demo/demo.mts'

export const script = defineScript({
  name: 'demo',
  summary:
    'Tells the whole story in one go, on a cluster of its own, and cleans up. About two minutes.',
  options: {
    fast: { type: 'boolean', help: 'short intervals: at most 30 s, without the failed writes' },
  },
  run: ({ options: { fast }, signal, phases, print }) => runDemo({ fast, signal, phases, print }),
})

await runScript(import.meta.url, script)
