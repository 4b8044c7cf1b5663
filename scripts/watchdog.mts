#!/usr/bin/env -S npx zx
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { readWatchdogRequest } from '../lib/watchdog/options.mts'
import { outputTo, runWatchdog } from '../lib/watchdog/run.mts'

export const script = defineScript({
  name: 'watchdog',
  summary:
    'Sets the conditions of nodes whose node-problem-detector has fallen silent to Unknown, until Ctrl-C.',
  endsByInterrupt: true,
  options: {
    ...clusterOptions,
    'in-cluster': {
      type: 'boolean',
      help: 'the cluster that this pod is in (so without the two above, in a pod)',
    },
    types: {
      type: 'string',
      value: 'A,B',
      help: "condition types of node-problem-detector (those that its ConfigMap defines); never the kubelet's",
    },
    heartbeat: {
      type: 'string',
      value: 'TIME',
      help: "NPD's heartbeat period (as its DaemonSet says, or as heartbeats come, or 5m); two may fail to come",
    },
    once: {
      type: 'boolean',
      help: "judge once, by the API server's clock, and end; when most nodes are silent mark none",
    },
    'dry-run': { type: 'boolean', help: 'print what would be set, set nothing' },
    listen: {
      type: 'string',
      value: 'ADDRESS',
      help: 'serve /metrics, /livez and /readyz, as on :8080',
    },
    namespace: {
      type: 'string',
      value: 'NAME',
      help: "that of the Lease by which one of several leads (the pod's, npd-watchdog or kube-system)",
    },
    'no-leader-election': { type: 'boolean', help: 'act without a Lease' },
    'disruption-threshold': {
      type: 'string',
      value: 'SHARE',
      help: 'share of silent nodes from which on it is no matter of single nodes (0.55, more than 2)',
    },
    'disruption-rate': {
      type: 'string',
      value: 'RATE',
      help: 'nodes marked per second meanwhile (0.01)',
    },
  },
  run: async ({ options, signal, phases, print }) => {
    const request = readWatchdogRequest(options)
    const output = outputTo(print, text => phases.note(text.trimEnd()), request)
    await runWatchdog(request, { ...output, signal })
  },
})

await runScript(import.meta.url, script)
