#!/usr/bin/env -S npx zx
import { defineScript, runScript } from '../lib/cli/script.mts'
import { bringUpOptions } from '../lib/cluster/bring-up.mts'
import { readChoice } from '../lib/cluster/choice.mts'
import { readPins, renderPins } from '../lib/cluster/pins.mts'
import { renderFindings } from '../lib/cluster/preflight/check.mts'
import { checkClusters, throwIfUnmet } from '../lib/cluster/preflight/doctor.mts'

export const script = defineScript({
  name: 'doctor',
  summary:
    'Checks whether this machine meets the requirements of each type of cluster, and prints a fix for each requirement that is not met.',
  options: {
    cluster: {
      type: 'string',
      value: 'TYPE',
      help: 'check only this cluster: `embedded` or `kind`',
    },
    'node-image': bringUpOptions['node-image'],
    pins: { type: 'boolean', help: 'list every pinned version and the file to change' },
  },
  run: async ({ options, signal, print }) => {
    if (options.pins) return print(renderPins(await readPins()))
    const { cluster } = readChoice(options)
    const checkResults = await checkClusters(cluster, signal, options['node-image'])
    for (const { type, findings } of checkResults) print(`${type}\n${renderFindings(findings)}`)
    throwIfUnmet(checkResults)
  },
})

await runScript(import.meta.url, script)
