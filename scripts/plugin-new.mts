#!/usr/bin/env -S npx zx
import { defineScript, runScript } from '../lib/cli/script.mts'
import { createPlugin } from '../lib/plugins/new/plugin-new.mts'
import { templates } from '../lib/plugins/new/templates.mts'

export const script = defineScript({
  name: 'plugin-new',
  summary:
    "Adds a new plugin to the chart's values: its script, its definition and its registration.",
  arguments: {
    name: 'NAME',
    help: 'the problem in lower case: disk-slow becomes the condition DiskSlow',
    min: 1,
    max: 1,
  },
  options: {
    template: {
      type: 'string',
      value: 'NAME',
      help: `${Object.keys(templates).join(', ')} (default: condition)`,
    },
    file: {
      type: 'string',
      value: 'FILE',
      help: 'the values file to change (default: npd/values.yaml)',
    },
    'dry-run': { type: 'boolean', help: 'print the diff; change nothing' },
  },
  run: async ({ options, arguments: [name = ''], signal, phases, print, exitWith }) => {
    const { template, file, 'dry-run': dryRun } = options
    if (!(await createPlugin({ name, template, file, dryRun }, { signal, phases, print })))
      exitWith(1)
  },
})

await runScript(import.meta.url, script)
