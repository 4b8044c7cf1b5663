#!/usr/bin/env -S npx zx
import { confirm, yesOption } from '../lib/cli/confirm.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { withCluster } from '../lib/cluster/cluster.mts'
import { switchDemoProblem } from '../lib/conditions/demo-problem.mts'

export const script = defineScript({
  name: 'demo-problem',
  summary: 'Gives one node a problem for the plugin DemoProblem to find, or takes it away.',
  arguments: { name: 'NODE', help: 'the node', least: 1, most: 1 },
  options: {
    ...clusterOptions,
    yes: yesOption,
    off: { type: 'boolean', help: 'take the problem away' },
    'dry-run': { type: 'boolean', help: 'say what would be done, change nothing' },
  },
  run: ({ options, arguments: [node = ''], signal, phases, print }) =>
    withCluster(options, async ({ type, api }) => {
      const label = options.off ? 'demo-problem-' : 'demo-problem=on'
      if (options['dry-run']) return print(`Would do: kubectl label node ${node} ${label}\n`)
      if (type === 'existing')
        await confirm(`Label ${node} in context ${api.context}?`, options.yes, signal)
      await phases.run(
        'label',
        () => switchDemoProblem(api, node, !options.off),
        () => `${node} ${label}`,
      )
      phases.note(
        '\nNPD sees it at the next run of the plugin:\n  npx zx scripts/show.mts DemoProblem --watch',
      )
    }),
})

await runScript(import.meta.url, script)
