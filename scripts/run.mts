#!/usr/bin/env -S npx zx
import { yesOption } from '../lib/cli/confirm.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import {
  bringUp,
  bringUpOptions,
  previewBringUp,
  readBringUpRequest,
  watchdogOptions,
} from '../lib/cluster/bring-up.mts'
import { renderNextSteps } from '../lib/cluster/next-steps.mts'
import { loadOptions } from '../lib/plugins/load-options.mts'

export const script = defineScript({
  name: 'run',
  summary:
    'Creates or updates the cluster npd-test, whose nodes run node-problem-detector with the plugins in npd/values.yaml or in your own values.',
  options: {
    ...bringUpOptions,
    ...watchdogOptions,
    context: {
      type: 'string',
      value: 'NAME',
      help: 'do not create a cluster; install NPD in this context of your kubeconfig',
    },
    yes: yesOption,
    workers: { type: 'string', value: 'N', help: 'number of worker nodes (default: 3)' },
    interval: {
      type: 'string',
      value: 'TIME',
      help: 'time between two runs of a plugin, for example 5s',
    },
    timeout: {
      type: 'string',
      value: 'TIME',
      help: 'time after which NPD kills a plugin, for example 1s',
    },
    heartbeat: { type: 'string', value: 'TIME', help: "NPD's heartbeat period, for example 10s" },
    values: {
      type: 'string',
      multiple: true,
      value: 'FILE',
      help: 'your values file, merged over npd/values.yaml as with `helm --values`; repeatable',
    },
    'values-key': loadOptions['values-key'],
    set: {
      type: 'string',
      multiple: true,
      value: 'PATH=VALUE',
      help: 'override a value in npd/values.yaml; repeatable',
    },
    'prune-conditions': {
      type: 'boolean',
      help: 'remove conditions that NPD wrote but no longer defines',
    },
    'dry-run': { type: 'boolean', help: 'print the objects to apply; change nothing' },
  },
  run: async ({ options, signal, phases, print }) => {
    const request = readBringUpRequest({ ...options, userValues: await readUserValues(options) })
    if (options['dry-run']) return print(await previewBringUp(request, signal))
    const { api, kubeconfig } = await bringUp(request, { signal, phases })
    try {
      // Loaded here, so that the cluster can start first.
      const { renderOverview } = await import('../lib/conditions/overview.mts')
      const overview = await renderOverview(api, signal)
      if (overview !== undefined) print(`\n${overview}`)
    } finally {
      api.close()
    }
    if (kubeconfig) phases.note(renderNextSteps(kubeconfig))
  },
})

/** Imports the code for values files only if the user passes any. */
const readUserValues = async (options: { values: string[]; 'values-key': string | undefined }) => {
  if (options.values.length === 0) return []
  const { readUserValues } = await import('../lib/plugins/user-values.mts')
  return readUserValues(options.values, options['values-key'])
}

await runScript(import.meta.url, script)
