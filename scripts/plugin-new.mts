#!/usr/bin/env -S npx zx
import { defineScript, runScript } from '../lib/cli/script.mts'
import { newPlugin } from '../lib/plugins/new/plugin-new.mts'
import { templates } from '../lib/plugins/new/templates.mts'

export const script = defineScript({
  name: 'plugin-new',
  summary:
    'Writes a new plugin into values of the chart: its script, its definition and its registration.',
  arguments: {
    name: 'NAME',
    help: 'lower-case, after what is wrong: disk-slow makes the condition DiskSlow',
    least: 1,
    most: 1,
  },
  options: {
    template: {
      type: 'string',
      value: 'NAME',
      help: `${Object.keys(templates).join(', ')} (condition)`,
    },
    file: { type: 'string', value: 'FILE', help: 'the values (npd/values.yaml)' },
    'dry-run': { type: 'boolean', help: 'print the diff, change nothing' },
  },
  run: ({ options, arguments: [name = ''], signal, phases, print }) =>
    newPlugin(
      { name, template: options.template, file: options.file, dryRun: options['dry-run'] },
      { signal, phases, print },
    ),
})

await runScript(import.meta.url, script)
