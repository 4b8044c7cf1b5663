#!/usr/bin/env -S npx zx
import { UsageError } from '../lib/cli/errors.mts'
import { readDuration } from '../lib/cli/options.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { withCluster } from '../lib/cluster/cluster.mts'
import { toMilliseconds } from '../lib/npd/go/duration.mts'
import { type Drawing, readRecording, writeDrawing } from '../lib/timeline/files.mts'
import { baseOf, outputOption } from '../lib/timeline/output.mts'
import { recordTimeline } from '../lib/timeline/record-timeline.mts'

export const script = defineScript({
  name: 'timeline',
  summary:
    'Records what the nodes know and what the API server says, until Ctrl-C, and draws both over time.',
  arguments: { name: '[TYPE]', help: 'another condition type, as DemoProblem', least: 0, most: 1 },
  endsByInterrupt: true,
  options: {
    ...clusterOptions,
    for: { type: 'string', value: 'TIME', help: 'end by itself after that, as 5m' },
    heartbeat: {
      type: 'string',
      value: 'TIME',
      help: "NPD's heartbeat period, as 10s (by its DaemonSet)",
    },
    from: { type: 'string', value: 'FILE', help: 'draw this recording again, without a cluster' },
    output: outputOption,
  },
  run: async ({ options, arguments: [type = 'NetworkProblem'], signal, phases, print }) => {
    const [forMs, heartbeatMs] = (['for', 'heartbeat'] as const).map(name => {
      const text = options[name]
      return text === undefined ? undefined : toMilliseconds(readDuration(name, text))
    })
    const { from, output, ...choice } = options
    if (from !== undefined) {
      if (choice.for ?? choice.cluster ?? choice.context)
        throw new UsageError(
          'Failed to read the options: --from draws what was recorded; --for, --cluster and --context do not go with it.',
        )
      const base = baseOf(output ?? from)
      print(tell(await writeDrawing(await readRecording(from), base, { type, heartbeatMs })))
      return
    }
    await withCluster(choice, async ({ api }) => {
      const base = baseOf(output)
      const request = { type, base, forMs, heartbeatMs, signal, phases }
      print(tell(await recordTimeline(api, request)))
    })
  },
})

const tell = ({ html, svg, jsonl }: Drawing & { jsonl?: string }): string => {
  const lines = [
    `${html}  the page, for a browser`,
    `${svg}  the picture alone`,
    ...(jsonl ? [`${jsonl}  the recording; --from draws it again`] : []),
  ]
  return `${lines.join('\n')}\n`
}

await runScript(import.meta.url, script)
