#!/usr/bin/env -S npx zx
import { readFormat } from '../lib/cli/options.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { explainPlugins } from '../lib/plugins/explain/explain.mts'
import { renderers } from '../lib/plugins/explain/render.mts'
import { loadPlugins } from '../lib/plugins/load.mts'

export const script = defineScript({
  name: 'plugin-explain',
  summary:
    'Explains what node-problem-detector does for each exit code of the plugins in a file, and how soon.',
  arguments: {
    name: '[FILE]',
    help: 'values, a manifest, a ConfigMap or a definition (default npd/values.yaml)',
    least: 0,
    most: 1,
  },
  options: {
    'npd-version': {
      type: 'string',
      value: 'VERSION',
      help: 'the version of node-problem-detector (default: the one in the name of the image, or in image/Dockerfile)',
    },
    output: { type: 'string', short: 'o', value: 'FORMAT', help: '`markdown` or `json`' },
  },
  run: async ({ options, arguments: [file], print }) => {
    const render = readFormat(renderers, options.output)
    print(render(explainPlugins(await loadPlugins(file, options['npd-version']))))
  },
})

await runScript(import.meta.url, script)
