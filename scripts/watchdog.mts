#!/usr/bin/env -S npx zx
import { defineScript, runScript } from '../lib/cli/script.mts'
import { clusterOptions } from '../lib/cluster/choice.mts'
import { readWatchdogRequest } from '../lib/watchdog/options.mts'
import { createOutput, runWatchdog } from '../lib/watchdog/run.mts'

export const script = defineScript({
  name: 'watchdog',
  summary:
    'Marks conditions as outdated on nodes where NPD is silent, and publishes the NodeProblemDetectorSilent condition. Runs until Ctrl-C.',
  runsUntilInterrupted: true,
  options: {
    ...clusterOptions,
    'in-cluster': {
      type: 'boolean',
      help: 'use the cluster that this pod runs in (the default in a pod)',
    },
    types: {
      type: 'string',
      value: 'A,B',
      help: 'condition types that NPD writes (default: those that its ConfigMap defines)',
    },
    heartbeat: {
      type: 'string',
      value: 'TIME',
      help: "NPD's heartbeat period (default: read from NPD's DaemonSet, or measured, or 5m)",
    },
    once: {
      type: 'boolean',
      help: 'check all nodes once and exit; mark no nodes if most of them are silent',
    },
    'dry-run': { type: 'boolean', help: 'print the changes; change nothing' },
    listen: {
      type: 'string',
      value: 'ADDRESS',
      help: 'serve /metrics, /livez and /readyz on this address, for example :8080',
    },
    namespace: {
      type: 'string',
      value: 'NAME',
      help: "the namespace of the leader election Lease (default: the pod's namespace, npd-watchdog or kube-system)",
    },
    'overwrite-true': {
      type: 'boolean',
      help: 'also change True conditions to Unknown (default: keep True and note the silence in the message)',
    },
    'remove-conditions': {
      type: 'boolean',
      help: 'remove the NodeProblemDetectorSilent condition from all nodes and exit; run this before you uninstall the watchdog',
    },
    'no-leader-election': { type: 'boolean', help: 'run without leader election' },
    'disruption-threshold': {
      type: 'string',
      value: 'SHARE',
      help: 'treat it as a cluster-wide outage once this share of nodes, and more than two, have missed a heartbeat (default: 0.55)',
    },
    'disruption-rate': {
      type: 'string',
      value: 'RATE',
      help: 'nodes to mark per second during a cluster-wide outage (default: 0.01)',
    },
  },
  run: async ({ options, signal, phases, print }) => {
    const request = readWatchdogRequest(options)
    if (request.removeConditions)
      phases.unfinished = {
        state: 'The NodeProblemDetectorSilent condition may remain on some nodes',
        fix: 'Remove it',
      }
    const output = createOutput(print, text => phases.note(text.trimEnd()), request)
    await runWatchdog(request, { ...output, signal })
    if (request.once || request.removeConditions) signal.throwIfAborted()
  },
})

await runScript(import.meta.url, script)
