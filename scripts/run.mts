import { colorsFor } from '../lib/cli/colors.mts'
import { defineScript, runScript } from '../lib/cli/script.mts'
import { readChoice } from '../lib/cluster/choice.mts'
import { decide, describeDecision } from '../lib/cluster/decide.mts'
import { nextSteps } from '../lib/cluster/next-steps.mts'
import { parseWorkers, previewRun, runCluster } from '../lib/cluster/run.mts'
import { runKind } from '../lib/cluster/run-kind.mts'
import { renderConditions } from '../lib/conditions/render.mts'
import { readConditions } from '../lib/conditions/show.mts'

export const script = defineScript({
  name: 'run',
  summary:
    'Brings up the cluster npd-test, with node-problem-detector and our plugins on every node.',
  options: {
    cluster: { type: 'string', value: 'KIND', help: 'embedded or kind (kind where it can be had)' },
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
    'node-image': { type: 'string', value: 'IMAGE', help: 'kind: instead of the pinned one' },
    charts: {
      type: 'string',
      value: 'DIR',
      help: 'kind: a folder with both charts, instead of their repositories',
    },
    'dry-run': { type: 'boolean', help: 'print what would be applied, change nothing' },
  },
  run: async ({ options, signal, phases, print }) => {
    const { workers, interval, timeout, heartbeat, set } = options
    const { cluster } = readChoice(options)
    const tuning = {
      ...(interval && { interval }),
      ...(timeout && { timeout }),
      ...(heartbeat && { heartbeat }),
      set,
    }
    const workerCount = workers === undefined ? undefined : parseWorkers(workers)
    if (options['dry-run']) return print(await previewRun(tuning))

    const decision = await decide(cluster)
    phases.note(describeDecision(decision))
    const common = { workers: workerCount, tuning, signal, phases }
    const { api, kubeconfig } =
      decision.type === 'kind'
        ? await runKind({ ...common, nodeImage: options['node-image'], charts: options.charts })
        : await runCluster(common)
    const { reported, now } = await readConditions(api, 'NetworkProblem')
    print(`\n${renderConditions(reported, now, colorsFor('stdout'))}`)
    phases.note(nextSteps(kubeconfig))
    api.close()
  },
})

await runScript(import.meta.url, script)
