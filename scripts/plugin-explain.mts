#!/usr/bin/env -S npx zx
import { selectRenderer } from '../lib/cli/options.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { explainPlugins } from '../lib/plugins/explain/explain.mts'
import { renderers } from '../lib/plugins/explain/render.mts'
import { loadPlugins } from '../lib/plugins/load.mts'
import { loadOptions, readLoadOptions } from '../lib/plugins/load-options.mts'

export const script = defineScript({
  name: 'plugin-explain',
  summary:
    'Explains what node-problem-detector does after each exit code of the plugins in a file, and how quickly.',
  arguments: {
    name: '[FILE|DIR|-…]',
    help: 'files of one NPD installation: Helm values, manifests or definitions. Use `-` for stdin (default: npd/values.yaml)',
    min: 0,
    max: 1000,
  },
  options: {
    ...loadOptions,
    output: { type: 'string', short: 'o', value: 'FORMAT', help: '`markdown` or `json`' },
  },
  run: async ({ options, arguments: files, print }) => {
    const render = selectRenderer(renderers, options.output)
    print(render(explainPlugins(await loadPlugins(files, readLoadOptions(options)))))
  },
})

await runScript(import.meta.url, script)
