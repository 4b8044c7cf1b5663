#!/usr/bin/env -S npx zx
import { defineScript, runScript } from '../lib/cli/script.mts'
import { renderMonitorSchema } from '../lib/plugins/lint/monitor-schema.mts'
import { lintFiles } from '../lib/plugins/lint/plugin-lint.mts'

export const script = defineScript({
  name: 'plugin-lint',
  summary:
    'Tells what node-problem-detector would not start with, and what experience says of the plugins of a file.',
  arguments: {
    name: '[FILE…]',
    help: 'values, manifests, ConfigMaps, definitions or scripts (npd/values.yaml)',
    least: 0,
    most: 1000,
  },
  options: {
    output: { type: 'string', short: 'o', value: 'FORMAT', help: 'json, sarif or github' },
    strict: { type: 'boolean', help: 'exit 1 on warnings too' },
    commands: {
      type: 'string',
      multiple: true,
      value: 'A,B',
      help: 'more that the image has, or a file like image/contents.txt',
    },
    schema: { type: 'boolean', help: 'print the JSON Schema of a monitor definition' },
  },
  run: async ({ options, arguments: files, signal, print }) => {
    if (options.schema) return print(renderMonitorSchema())
    await lintFiles({ files, ...options }, signal, print)
  },
})

await runScript(import.meta.url, script)
