#!/usr/bin/env -S npx zx
import { colorsFor } from '../lib/cli/colors.mts'
import { yesOption } from '../lib/cli/confirm.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import {
  bringUp,
  bringUpOptions,
  previewBringUp,
  readBringUpRequest,
  watchdogOptions,
} from '../lib/cluster/bring-up.mts'
import { nextSteps } from '../lib/cluster/next-steps.mts'
import { renderConditions } from '../lib/conditions/render.mts'
import { readConditions } from '../lib/conditions/show.mts'

export const script = defineScript({
  name: 'run',
  summary:
    'Brings up the cluster npd-test, with node-problem-detector and our plugins on every node.',
  options: {
    ...bringUpOptions,
    ...watchdogOptions,
    context: {
      type: 'string',
      value: 'NAME',
      help: 'another cluster: install NPD there, and no more',
    },
    yes: yesOption,
    workers: { type: 'string', value: 'N', help: 'worker nodes beside the control plane (3)' },
    interval: { type: 'string', value: 'TIME', help: 'time between two runs of a plugin, as 5s' },
    timeout: { type: 'string', value: 'TIME', help: 'time after which NPD kills a plugin, as 1s' },
    heartbeat: { type: 'string', value: 'TIME', help: "NPD's heartbeat period, as 10s" },
    set: {
      type: 'string',
      multiple: true,
      value: 'PATH=VALUE',
      help: 'any other value of npd/values.yaml; may be repeated',
    },
    'dry-run': { type: 'boolean', help: 'print what would be applied, change nothing' },
  },
  run: async ({ options, signal, phases, print }) => {
    const request = readBringUpRequest(options)
    if (options['dry-run']) return print(await previewBringUp(request, signal))
    const { api, kubeconfig } = await bringUp(request, { signal, phases })
    const snapshot = await readConditions(api, 'NetworkProblem').finally(() => api.close())
    print(`\n${renderConditions(snapshot, colorsFor('stdout'))}`)
    if (kubeconfig) phases.note(nextSteps(kubeconfig))
  },
})

await runScript(import.meta.url, script)
