#!/usr/bin/env -S npx zx
import { defineScript, runScript } from '../lib/cli/script.mts'
import { testPlugins } from '../lib/plugins/test/plugin-test.mts'
import { renderTestSchema } from '../lib/plugins/test/schema.mts'

export const script = defineScript({
  name: 'plugin-test',
  summary: `Runs the plugin tests in files named *.plugin-test.yaml.

Exits 1 if a case fails. docs/test-a-plugin.md explains the format.`,
  arguments: {
    name: '[FILE|DIR…]',
    help: 'test files, or folders that contain them (default: the current folder)',
    min: 0,
    max: 1000,
  },
  options: {
    filter: { type: 'string', value: 'TEXT', help: 'run only the cases whose name contains TEXT' },
    watch: { type: 'boolean', short: 'w', help: 'run again when a test or a plugin changes' },
    update: {
      type: 'boolean',
      help: 'replace failed expectations with the actual values, and add missing ones',
    },
    record: {
      type: 'boolean',
      help: 'run the real commands on this machine, and save their output as stubs',
    },
    'in-image': {
      type: 'boolean',
      help: "run the scripts in Docker containers created from the plugin's image",
    },
    'dry-run': { type: 'boolean', help: 'print what --update or --record would change' },
    output: {
      type: 'string',
      short: 'o',
      value: 'FORMAT',
      help: '`json`, `junit`, `tap` or `github`',
    },
    schema: { type: 'boolean', help: 'print the JSON Schema of a test file' },
  },
  run: async ({
    options: { schema, 'dry-run': dryRun, 'in-image': inImage, ...options },
    arguments: files,
    signal,
    phases,
    print,
    exitWith,
  }) => {
    if (schema) return print(renderTestSchema())
    if (!(await testPlugins({ ...options, inImage, dryRun, files }, { signal, phases, print })))
      exitWith(1)
  },
})

await runScript(import.meta.url, script)
