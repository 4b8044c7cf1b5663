#!/usr/bin/env -S npx zx
import { colorsFor } from '../lib/cli/colors.mts'
import { UsageError } from '../lib/cli/errors.mts'
import { readDuration } from '../lib/cli/options.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { withCluster } from '../lib/cluster/cluster.mts'
import { isAllHealthy, renderCounts } from '../lib/conditions/counts.mts'
import {
  renderAhead,
  renderConditions,
  renderContact,
  renderJson,
  renderYaml,
} from '../lib/conditions/render.mts'
import { readConditions } from '../lib/conditions/show.mts'
import { findLimit } from '../lib/conditions/silence/limit.mts'
import { watchConditions } from '../lib/conditions/watch.mts'
import { toMilliseconds } from '../lib/npd/go/duration.mts'

type Renderer = (...given: Parameters<typeof renderConditions>) => string | Promise<string>

const renderers = new Map<string | undefined, Renderer>([
  [undefined, renderConditions],
  ['yaml', renderYaml],
  ['json', renderJson],
])

export const script = defineScript({
  name: 'show',
  summary: `Prints a condition of every node, as the API server has it, and whether it can be believed: a condition
whose heartbeat has stopped is silent, whatever it says. The condition is NetworkProblem if not named.`,
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
      help: 'print again when one changes or falls silent, until Ctrl-C; heartbeats alone do not count',
    },
    heartbeat: {
      type: 'string',
      value: 'TIME',
      help: "the condition's heartbeat period, as 5m, if it is not that of NPD's DaemonSet",
    },
    'exit-code': { type: 'boolean', help: 'exit 0 if all nodes are healthy, 3 if not' },
  },
  run: async ({
    options,
    arguments: [type = 'NetworkProblem'],
    signal,
    phases,
    print,
    answerNo,
  }) => {
    const render = rendererOf(options.output)
    if (options['exit-code'] && options.watch)
      throw new UsageError(
        'Failed to read the options: --watch has no end, and so no --exit-code.',
        'Give one of them.',
      )
    const heartbeatMs = readHeartbeat(options.heartbeat)
    const colors = colorsFor('stdout')
    await withCluster(options, async ({ api }) => {
      if (options.watch) {
        const limit = await findLimit(api, type, { heartbeatMs, signal })
        const onContact = (lost: string | undefined) => phases.note(renderContact(lost, new Date()))
        for await (const snapshot of watchConditions(api, type, { limit, signal, onContact }))
          print(`${await render(snapshot, colors)}${options.output ? '' : '\n'}`)
        return
      }
      const { ahead, ...snapshot } = await readConditions(api, type, { heartbeatMs })
      print(await render(snapshot, colors))
      if (ahead.length > 0) phases.note(renderAhead(ahead))
      if (!options['exit-code']) return
      if (options.output) phases.note(renderCounts(snapshot, colorsFor('stderr')))
      if (!isAllHealthy(snapshot.reported)) answerNo()
    })
  },
})

const rendererOf = (output: string | undefined): Renderer => {
  const render = renderers.get(output)
  if (render) return render
  throw new UsageError(
    `Failed to read --output \`${output}\`: it is neither \`yaml\` nor \`json\`.`,
  )
}

const readHeartbeat = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : toMilliseconds(readDuration('heartbeat', text))

await runScript(import.meta.url, script)
