#!/usr/bin/env -S npx zx
import { colorsFor } from '../lib/cli/colors.mts'
import { UsageError } from '../lib/cli/errors.mts'
import { parseDurationOption } from '../lib/cli/options.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { withCluster } from '../lib/cluster/cluster.mts'
import { areAllHealthy, renderCounts } from '../lib/conditions/counts.mts'
import { findSilenceLimit } from '../lib/conditions/orphans.mts'
import {
  renderClockSkews,
  renderConditions,
  renderConnection,
  renderJson,
  renderYaml,
} from '../lib/conditions/render.mts'
import { readConditions } from '../lib/conditions/show.mts'
import { watchConditions } from '../lib/conditions/watch.mts'
import { toMilliseconds } from '../lib/npd/go/duration.mts'

type Renderer = (...args: Parameters<typeof renderConditions>) => string | Promise<string>

const renderers = new Map<string | undefined, Renderer>([
  [undefined, renderConditions],
  ['yaml', renderYaml],
  ['json', renderJson],
])

export const script = defineScript({
  name: 'show',
  summary: `Prints a condition of every node, and whether it can be trusted. If NPD no longer renews the heartbeat
of the condition, the node is reported as silent, regardless of the status.`,
  arguments: {
    name: '[TYPE]',
    help: 'the condition type (default: NetworkProblem)',
    min: 0,
    max: 1,
  },
  options: {
    ...clusterOptions,
    output: {
      type: 'string',
      short: 'o',
      value: 'FORMAT',
      help: '`yaml` (one document per node) or `json`',
    },
    watch: {
      type: 'boolean',
      short: 'w',
      help: 'print again when a condition changes or a node becomes silent, until Ctrl-C',
    },
    heartbeat: {
      type: 'string',
      value: 'TIME',
      help: "the heartbeat period of the condition, for example 5m (default: from NPD's DaemonSet)",
    },
    'exit-code': { type: 'boolean', help: 'exit 0 if all nodes are healthy, otherwise 3' },
  },
  run: async ({
    options,
    arguments: [type = 'NetworkProblem'],
    signal,
    phases,
    print,
    exitWith,
  }) => {
    const render = selectRenderer(options.output)
    if (options['exit-code'] && options.watch)
      throw new UsageError('--exit-code', {
        reason: 'it cannot be combined with --watch, which runs until it is interrupted',
        example: '--exit-code',
      })
    const heartbeatMs = readHeartbeat(options.heartbeat)
    const colors = colorsFor('stdout')
    await withCluster(options, async ({ api }) => {
      if (options.watch) {
        const limit = await findSilenceLimit(api, type, { heartbeatMs, signal })
        const onConnectionChange = (reason: string | undefined) =>
          phases.note(renderConnection(reason, new Date()))
        for await (const snapshot of watchConditions(api, type, {
          limit,
          signal,
          onConnectionChange,
        }))
          print(`${await render(snapshot, colors)}${options.output ? '' : '\n'}`)
        return
      }
      const { clockSkews, ...snapshot } = await readConditions(api, type, { heartbeatMs })
      print(await render(snapshot, colors))
      if (clockSkews.length > 0) phases.note(renderClockSkews(clockSkews))
      if (!options['exit-code']) return
      if (options.output) phases.note(renderCounts(snapshot, colorsFor('stderr')))
      if (!areAllHealthy(snapshot.reportedConditions)) exitWith(3)
    })
  },
})

const selectRenderer = (output: string | undefined): Renderer => {
  const render = renderers.get(output)
  if (render) return render
  throw new UsageError('--output', {
    value: output,
    reason: 'not `yaml` or `json`',
    example: '--output yaml',
  })
}

const readHeartbeat = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : toMilliseconds(parseDurationOption('heartbeat', text))

await runScript(import.meta.url, script)
