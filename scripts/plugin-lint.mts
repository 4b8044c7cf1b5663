#!/usr/bin/env -S npx zx
import { defineScript, runScript } from '../lib/cli/script.mts'
import { renderMonitorSchema } from '../lib/plugins/lint/monitor-schema.mts'
import { lintFiles } from '../lib/plugins/lint/plugin-lint.mts'
import { loadOptions, readLoadOptions } from '../lib/plugins/load-options.mts'

export const script = defineScript({
  name: 'plugin-lint',
  summary:
    'Reports what would keep node-problem-detector from starting, and common mistakes in plugins.',
  arguments: {
    name: '[FILE|DIR|-…]',
    help: 'files of one NPD installation: Helm values, manifests, kustomizations, HelmReleases, Applications, definitions or scripts. Use `-` for stdin (default: npd/values.yaml)',
    min: 0,
    max: 1000,
  },
  options: {
    output: { type: 'string', short: 'o', value: 'FORMAT', help: '`json`, `sarif` or `github`' },
    strict: { type: 'boolean', help: 'also exit 1 if there are only warnings' },
    commands: {
      type: 'string',
      multiple: true,
      value: 'A,B',
      help: 'commands that the image also contains, or a file in the format of image/contents.txt',
    },
    ...loadOptions,
    schema: { type: 'boolean', help: 'print the JSON Schema of a monitor definition' },
  },
  run: async ({ options, arguments: files, signal, phases, print, exitWith }) => {
    if (options.schema) return print(renderMonitorSchema())
    const isClean = await lintFiles(
      { files, ...options, ...readLoadOptions(options) },
      { signal, phases, print },
    )
    if (!isClean) exitWith(1)
  },
})

await runScript(import.meta.url, script)
