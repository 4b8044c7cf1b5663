import { colorsFor } from '../lib/cli/colors.mts'
import { UsageError } from '../lib/cli/errors.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { withCluster } from '../lib/cluster/cluster.mts'
import { renderConditions, renderJson, renderYaml } from '../lib/conditions/render.mts'
import { readConditions, watchConditions } from '../lib/conditions/show.mts'

export const script = defineScript({
  name: 'show',
  summary:
    "Prints a condition of every node, as the API server has it: node-problem-detector's NetworkProblem.",
  arguments: { name: '[TYPE]', help: 'another condition type, as DemoProblem', least: 0, most: 1 },
  options: {
    output: {
      type: 'string',
      short: 'o',
      value: 'FORMAT',
      help: 'yaml (a document per node) or json',
    },
    watch: { type: 'boolean', short: 'w', help: 'print again at each change, until Ctrl-C' },
  },
  run: ({
    options: { output = 'table', watch },
    arguments: [type = 'NetworkProblem'],
    signal,
    print,
  }) =>
    withCluster(async ({ api }) => {
      const render = {
        table: renderConditions,
        yaml: renderYaml,
        json: renderJson,
      }[output]
      if (!render)
        throw new UsageError(
          `Failed to read --output \`${output}\`: it is neither \`yaml\` nor \`json\`.`,
        )
      const colors = colorsFor('stdout')
      if (watch)
        for await (const reported of watchConditions(api, type, signal))
          print(`${render(reported, new Date(), colors)}${output === 'table' ? '\n' : ''}`)
      else {
        const { reported, now } = await readConditions(api, type)
        print(render(reported, now, colors))
      }
    }),
})

await runScript(import.meta.url, script)
