#!/usr/bin/env -S npx zx
import { UsageError } from '../lib/cli/errors.mts'
import { parseDurationOption } from '../lib/cli/options.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { withCluster } from '../lib/cluster/cluster.mts'
import { toMilliseconds } from '../lib/npd/go/duration.mts'
import { type DrawingPaths, readRecording, writeDrawing } from '../lib/timeline/files.mts'
import { outputOption, toBaseName } from '../lib/timeline/output.mts'
import { recordTimeline } from '../lib/timeline/record-timeline.mts'

export const script = defineScript({
  name: 'timeline',
  summary:
    'Records what NPD finds on the nodes and what the API server reports, and draws both on a timeline. Records until Ctrl-C.',
  arguments: {
    name: '[TYPE]',
    help: 'the condition type (default: NetworkProblem)',
    min: 0,
    max: 1,
  },
  runsUntilInterrupted: true,
  options: {
    ...clusterOptions,
    for: { type: 'string', value: 'TIME', help: 'stop after this time, for example 5m' },
    heartbeat: {
      type: 'string',
      value: 'TIME',
      help: "NPD's heartbeat period, for example 10s (default: from NPD's DaemonSet)",
    },
    from: { type: 'string', value: 'FILE', help: 'draw this recording; needs no cluster' },
    output: outputOption,
  },
  run: async ({ options, arguments: [type = 'NetworkProblem'], signal, phases, print }) => {
    const [durationMs, heartbeatMs] = (['for', 'heartbeat'] as const).map(name => {
      const text = options[name]
      return text === undefined ? undefined : toMilliseconds(parseDurationOption(name, text))
    })
    const { from, output, ...choice } = options
    if (from !== undefined) {
      if (choice.for ?? choice.cluster ?? choice.context)
        throw new UsageError('--from', {
          value: from,
          reason: 'it cannot be combined with --for, --cluster or --context',
          example: '--from outage.jsonl',
        })
      const base = toBaseName(output ?? from)
      print(
        describeFiles(await writeDrawing(await readRecording(from), base, { type, heartbeatMs })),
      )
      return
    }
    await withCluster(choice, async ({ api }) => {
      const base = toBaseName(output)
      const request = { type, base, durationMs, heartbeatMs, signal, phases }
      print(describeFiles(await recordTimeline(api, request)))
    })
  },
})

const describeFiles = ({ html, svg, jsonl }: DrawingPaths & { jsonl?: string }): string => {
  const lines = [
    `${html}  open this page in a browser`,
    `${svg}  only the image`,
    ...(jsonl ? [`${jsonl}  the recording; draw it again with --from`] : []),
  ]
  return `${lines.join('\n')}\n`
}

await runScript(import.meta.url, script)
