import { colorsFor } from '../lib/cli/colors.mts'
import { UsageError } from '../lib/cli/errors.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { withCluster } from '../lib/cluster/cluster.mts'
import { renderConditions, renderJson, renderYaml } from '../lib/conditions/render.mts'
import { readConditions, watchConditions } from '../lib/conditions/show.mts'

const renderers: Record<string, typeof renderConditions> = {
  table: renderConditions,
  yaml: renderYaml,
  json: renderJson,
}

export const script = defineScript({
  name: 'show',
  summary:
    "Prints a condition of every node, as the API server has it: node-problem-detector's NetworkProblem.",
  arguments: { name: '[TYPE]', help: 'another condition type, as DemoProblem', least: 0, most: 1 },
  options: {
    ...clusterOptions,
    output: {
      type: 'string',
      short: 'o',
      value: 'FORMAT',
      help: 'yaml (a document per node) or json',
    },
    watch: {
      type: 'boolean',
      short: 'w',
      help: 'print again when one changes, until Ctrl-C; heartbeats alone do not count',
    },
  },
  run: async ({ options, arguments: [type = 'NetworkProblem'], signal, print }) => {
    const render = renderers[options.output ?? 'table']
    if (!render)
      throw new UsageError(
        `Failed to read --output \`${options.output}\`: it is neither \`yaml\` nor \`json\`.`,
      )
    const colors = colorsFor('stdout')
    await withCluster(options, async ({ api }) => {
      if (options.watch) {
        for await (const reported of watchConditions(api, type, signal))
          print(`${render(reported, new Date(), colors)}${options.output ? '' : '\n'}`)
        return
      }
      const { reported, now } = await readConditions(api, type)
      print(render(reported, now, colors))
    })
  },
})

await runScript(import.meta.url, script)
