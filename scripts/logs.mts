#!/usr/bin/env -S npx zx
import { colorsFor } from '../lib/cli/colors.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { withCluster } from '../lib/cluster/cluster.mts'
import { findEvidence } from '../lib/logs/evidence.mts'
import { findNpdPods, followLogs, type LogLine, readLogs } from '../lib/logs/read-logs.mts'
import { EvidenceCounter, renderAddresses, renderLine } from '../lib/logs/render.mts'

export const script = defineScript({
  name: 'logs',
  summary:
    "Prints node-problem-detector's logs. Highlights and explains the lines that show an outage.",
  arguments: { name: '[NODE…]', help: 'print only the logs of these nodes', min: 0, max: 100 },
  options: {
    ...clusterOptions,
    evidence: { type: 'boolean', help: 'print only the lines that show an outage' },
    follow: { type: 'boolean', short: 'f', help: 'print new lines until Ctrl-C' },
  },
  run: ({
    options: { evidence: evidenceOnly, follow, ...choice },
    arguments: nodeNames,
    signal,
    phases,
    print,
  }) =>
    withCluster(choice, async ({ api }) => {
      const colors = colorsFor('stdout')
      const evidenceCounter = new EvidenceCounter()
      const pods = await findNpdPods(api, nodeNames)
      const show = (line: LogLine) => {
        if (!evidenceOnly || findEvidence(line.text)) print(renderLine(line, colors))
        const evidence = evidenceCounter.countAndFindNew(line)
        if (evidence && follow) phases.note(`    ${evidence.title}: ${evidence.meaning}`)
      }
      if (follow) await followLogs(api, pods, signal, show)
      else {
        for await (const line of readLogs(api, pods, signal)) show(line)
        phases.note(`\n${evidenceCounter.renderSummary(colorsFor('stderr'))}`)
        const addresses = renderAddresses(pods)
        if (addresses && !evidenceOnly) phases.note(`\n${addresses}`)
      }
    }),
})

await runScript(import.meta.url, script)
