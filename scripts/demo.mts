#!/usr/bin/env -S npx zx
import { defineScript, runScript } from '../lib/cli/script.mts'
import { bringUpOptions, readBringUpRequest } from '../lib/cluster/bring-up.mts'
import { runDemo } from '../lib/demo/demo.mts'
import { outputOption, toBaseName } from '../lib/timeline/output.mts'

export const script = defineScript({
  name: 'demo',
  summary:
    'Runs the complete demo on a temporary cluster, draws a timeline, and cleans up. Takes about two minutes.',
  options: {
    ...bringUpOptions,
    fast: {
      type: 'boolean',
      help: "use the shortest intervals that this machine allows; takes about a minute and does not show NPD's failed writes",
    },
    live: {
      type: 'boolean',
      help: 'also open a page that shows the demo live; press Ctrl-C to stop the script',
    },
    'no-open': {
      type: 'boolean',
      help: 'with --live: print the address without opening a browser',
    },
    output: outputOption,
  },
  run: ({ options, signal, phases, print, exitWith }) =>
    runDemo({
      request: readBringUpRequest(options),
      fast: options.fast,
      live: options.live,
      openBrowser: !options['no-open'],
      timelineName: toBaseName(options.output),
      signal,
      phases,
      print,
      exitWith,
    }),
})

await runScript(import.meta.url, script)
