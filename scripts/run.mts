import { colorsFor } from '../lib/cli/colors.mts'
import { UsageError } from '../lib/cli/errors.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { nextSteps } from '../lib/cluster/next-steps.mts'
import { parseWorkers, previewRun, runCluster } from '../lib/cluster/run.mts'
import { renderConditions } from '../lib/conditions/render.mts'
import { readConditions } from '../lib/conditions/show.mts'

export const script = defineScript({
  name: 'run',
  summary:
    'Brings up the cluster npd-test, with node-problem-detector and our plugins on every node.',
  options: {
    cluster: { type: 'string', value: 'KIND', help: 'what to run on: embedded' },
    workers: { type: 'string', value: 'N', help: 'worker nodes beside the control plane (3)' },
    interval: { type: 'string', value: 'TIME', help: 'time between two runs of a plugin, as 5s' },
    timeout: { type: 'string', value: 'TIME', help: 'time after which NPD kills a plugin, as 1s' },
    heartbeat: { type: 'string', value: 'TIME', help: "NPD's heartbeat period, as 10s" },
    set: {
      type: 'string',
      multiple: true,
      value: 'PATH=VALUE',
      help: 'any other value of npd/values.yaml; may be repeated',
    },
    'dry-run': { type: 'boolean', help: 'print what would be applied, change nothing' },
  },
  run: async ({ options, signal, phases, print }) => {
    const { cluster = 'embedded', workers, interval, timeout, heartbeat, set } = options
    if (cluster !== 'embedded')
      throw new UsageError(`Failed to read --cluster \`${cluster}\`: it is not \`embedded\`.`)
    const tuning = {
      ...(interval && { interval }),
      ...(timeout && { timeout }),
      ...(heartbeat && { heartbeat }),
      set,
    }
    const workerCount = workers === undefined ? undefined : parseWorkers(workers)
    if (options['dry-run']) return print(await previewRun(tuning))

    phases.note('cluster  npd-test, embedded: our own API server, real plugin processes, no Docker')
    const { api, kubeconfig } = await runCluster({
      ...(workerCount !== undefined && { workers: workerCount }),
      tuning,
      signal,
      phases,
    })
    const { reported, now } = await readConditions(api, 'NetworkProblem')
    print(`\n${renderConditions(reported, now, colorsFor('stdout'))}`)
    phases.note(nextSteps(kubeconfig))
    api.close()
  },
})

await runScript(import.meta.url, script)
