#!/usr/bin/env -S npx zx
import { confirm, yesOption } from '../lib/cli/confirm.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { withCluster } from '../lib/cluster/cluster.mts'
import { setDemoProblem } from '../lib/conditions/demo-problem.mts'

export const script = defineScript({
  name: 'demo-problem',
  summary: 'Sets or removes the label that the DemoProblem plugin reports as a problem.',
  arguments: { name: 'NODE', help: 'the node to label', min: 1, max: 1 },
  options: {
    ...clusterOptions,
    yes: yesOption,
    off: { type: 'boolean', help: 'remove the label' },
    'dry-run': { type: 'boolean', help: 'print the equivalent kubectl command; change nothing' },
  },
  run: ({ options, arguments: [node = ''], signal, phases, print }) =>
    withCluster(options, async ({ type, api }) => {
      const label = options.off ? 'demo-problem-' : 'demo-problem=on'
      if (options['dry-run']) return print(`Would run: kubectl label node ${node} ${label}\n`)
      if (type === 'existing')
        await confirm(`Label ${node} in context ${api.context}?`, options.yes, signal)
      phases.unfinished = {
        state: `The label of ${node} may have changed`,
        fix: 'Remove it',
        command: `demo-problem ${node} --off`,
      }
      await phases.run(
        'label',
        () => setDemoProblem(api, node, !options.off, signal),
        () => `${node} ${label}`,
      )
      phases.note(
        '\nThe condition changes the next time NPD runs the plugin. To watch it, run:\n  npx zx scripts/show.mts DemoProblem --watch',
      )
    }),
})

await runScript(import.meta.url, script)
