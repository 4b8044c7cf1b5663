#!/usr/bin/env -S npx zx
import { defineScript, runScript } from '../lib/cli/script.mts'
import { tryPlugins } from '../lib/plugins/try/plugin-try.mts'

export const script = defineScript({
  name: 'plugin-try',
  summary: `Runs the plugins of a file here, by the rules of node-problem-detector, and shows what it would do.

Exits 0 if all were run, whatever they found; 1 if one could not be started or would hold
node-problem-detector up.`,
  arguments: {
    name: '[FILE]',
    help: 'values, a manifest, a ConfigMap or a definition (npd/values.yaml)',
    least: 0,
    most: 1,
  },
  options: {
    rule: { type: 'string', value: 'REASON', help: 'only rules with this reason' },
    simulate: {
      type: 'string',
      value: 'STEPS',
      help: 'run nothing: ok,problem:words,unknown,timeout,3',
    },
    repeat: { type: 'string', value: 'N', help: 'so many runs, one right after the other (1)' },
    watch: { type: 'boolean', short: 'w', help: 'again when the file changes' },
    env: { type: 'string', multiple: true, value: 'K=V', help: 'a variable; may be repeated' },
    node: { type: 'string', value: 'NAME', help: 'what NODE_NAME says' },
    context: {
      type: 'string',
      value: 'NAME',
      help: 'a context of your kubeconfig for kubectl (else that of `run`, or none)',
    },
    'in-image': { type: 'boolean', help: 'in a container of the image, by docker' },
    output: { type: 'string', short: 'o', value: 'FORMAT', help: 'json' },
  },
  run: ({
    options: { 'in-image': inImage, ...options },
    arguments: [file],
    signal,
    phases,
    print,
  }) => tryPlugins({ ...options, file, inImage }, { signal, phases, print }),
})

await runScript(import.meta.url, script)
