#!/usr/bin/env -S npx zx
import { defineScript, runScript } from '../lib/cli/script.mts'
import { loadOptions, readLoadOptions } from '../lib/plugins/load-options.mts'
import { tryPlugins } from '../lib/plugins/try/plugin-try.mts'

export const script = defineScript({
  name: 'plugin-try',
  summary: `Runs the plugins in a file on this machine and prints what node-problem-detector would do with each result.

Exits 0 if every plugin ran, with or without a problem. Exits 1 if a plugin could not be started or would
block node-problem-detector.`,
  arguments: {
    name: '[FILE]',
    help: 'a values file, a manifest, a ConfigMap or a definition (default: npd/values.yaml)',
    min: 0,
    max: 1,
  },
  options: {
    rule: { type: 'string', value: 'REASON', help: 'run only the rules with this reason' },
    simulate: {
      type: 'string',
      value: 'STEPS',
      help: 'assume these results instead of running the script, for example ok,problem:TEXT,timeout,3',
    },
    repeat: { type: 'string', value: 'N', help: 'run each plugin N times in a row (default: 1)' },
    watch: { type: 'boolean', short: 'w', help: 'run again when the file changes' },
    env: {
      type: 'string',
      multiple: true,
      value: 'K=V',
      help: 'set an environment variable; repeatable',
    },
    node: { type: 'string', value: 'NAME', help: 'the value of NODE_NAME' },
    context: {
      type: 'string',
      value: 'NAME',
      help: "the kubeconfig context for the plugin's kubectl (default: the cluster created by `run`, if any)",
    },
    'in-image': {
      type: 'boolean',
      help: "run in a Docker container created from the plugin's image",
    },
    ...loadOptions,
    output: { type: 'string', short: 'o', value: 'FORMAT', help: '`json`' },
  },
  run: ({
    options: { 'in-image': inImage, ...options },
    arguments: [file],
    signal,
    phases,
    print,
  }) =>
    tryPlugins(
      { ...options, ...readLoadOptions(options), file, inImage },
      { signal, phases, print },
    ),
})

await runScript(import.meta.url, script)
