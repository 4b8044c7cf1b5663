#!/usr/bin/env -S npx zx
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions, readChoice } from '../lib/cluster/choice.mts'
import { withCluster } from '../lib/cluster/cluster.mts'
import { runLive } from '../lib/live/live.mts'
import { parsePort } from '../lib/live/options.mts'

export const script = defineScript({
  name: 'live',
  summary:
    'Serves a page on this machine that shows what NPD finds and what the API server reports, as it happens. Runs until Ctrl-C.',
  arguments: {
    name: '[TYPE]',
    help: 'the condition type (default: NetworkProblem)',
    min: 0,
    max: 1,
  },
  runsUntilInterrupted: true,
  options: {
    ...clusterOptions,
    'allow-changes': {
      type: 'boolean',
      help: 'with --context: let the buttons on the page change the cluster',
    },
    port: { type: 'string', value: 'N', help: 'the port on 127.0.0.1 (default: a free one)' },
    'no-open': { type: 'boolean', help: 'print the address without opening a browser' },
  },
  run: ({ options, arguments: [type = 'NetworkProblem'], signal, print }) => {
    const port = parsePort(options.port)
    return withCluster(options, cluster =>
      runLive({
        cluster,
        choice: readChoice(options),
        type,
        port,
        allowChanges: cluster.type !== 'existing' || options['allow-changes'],
        openBrowser: !options['no-open'],
        signal,
        print,
      }),
    )
  },
})

await runScript(import.meta.url, script)
