import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { tuneValues } from '../../../lib/chart/tune.mts'
import { parseValues } from '../../../lib/chart/values.mts'
import { type KubeconfigOptions, renderKubeconfig } from '../../../lib/embedded/kubeconfig.mts'
import { openNetworkPath } from '../../../lib/embedded/network/pod-path.mts'
import { createApi, type KubeApi } from '../../../lib/kube/api.mts'
import { connectWithToken } from '../../../lib/kube/connection.mts'
import { events, nodes } from '../../../lib/kube/resources.mts'
import { repository } from '../../scripts.fixture.mts'
import type { Npd, StartNpd } from './npd.mts'
import type { Scenario } from './scenarios.mts'
import { type ConditionChange, type EventChange, View } from './view.mts'

/** The actions and observations that a scenario can use. */
export interface ScenarioContext {
  view: View
  /** Drops all packets between the API server and NPD with its plugins. */
  cut(): Promise<void>
  heal(): void
  /** Waits until NPD's own `/conditions` shows this status. */
  waitForNpdStatus(status: string): Promise<void>
  /** Sets or removes the label that the second plugin checks. */
  label(value: string | null): Promise<void>
}

export interface Timeline {
  conditions: ConditionChange[]
  events: EventChange[]
  /** The last response of NPD's `/conditions`. */
  inside: unknown
  metrics: string[]
}

/** Short times keep the test fast, but kubectl must finish in time on a busy machine. */
const tuning = { interval: '1s', timeout: '3s' }
/** Longer than any scenario, because a heartbeat that hangs during the outage would delay later updates. */
const heartbeat = '1h'
const timeoutMs = 30_000
/**
 * The test may see a write before NPD receives the response to it. If that response were lost in
 * the outage, NPD would wait for it. This delay lets the response arrive.
 */
const responseDelayMs = 500

const customConfig = (): Record<string, string> => {
  const file = join(repository, 'npd/values.yaml')
  const text = readFileSync(file, 'utf8')
  const demo = parseValues(file, tuneValues(text, { interval: tuning.interval }))
  const network = parseValues(file, tuneValues(text, tuning))
  const name = 'network-monitor.json'
  return {
    ...demo.customMonitorDefinitions,
    [name]: network.customMonitorDefinitions[name] ?? '',
  }
}

/** A plugin can time out before the outage if the machine is busy, so the scenario is repeated. */
const maxAttempts = 3

/** Plays a scenario with this NPD on the API server that `access` describes. */
export const playScenario = async (
  scenario: Scenario,
  access: KubeconfigOptions,
  nodeName: string,
  startNpd: StartNpd,
): Promise<Timeline> => {
  for (let plays = 1; ; plays += 1) {
    const timeline = await playOnce(scenario, access, nodeName, startNpd)
    const early = timeline.conditions.filter(({ phase }) => phase === 'started')
    const isBusy = early.some(({ condition }) => condition.status === 'Unknown')
    if (!isBusy || plays === maxAttempts) return timeline
  }
}

const playOnce = async (
  { condition, definition, play }: Scenario,
  access: KubeconfigOptions,
  nodeName: string,
  startNpd: StartNpd,
): Promise<Timeline> => {
  const api = createApi(connectWithToken(access))
  await createNode(api, nodeName)
  const folder = createFolder()
  const path = await openNetworkPath(nodeName, Number(new URL(access.server).port))
  const own = { ...access, server: `https://127.0.0.1:${path.port}` }
  writeFileSync(join(folder, 'kubeconfig'), renderKubeconfig(own), { mode: 0o600 })
  const view = new View(api, nodeName, condition)
  const npd = await startNpd({ ...own, nodeName, folder, definition, heartbeat, port: path.port })
  try {
    await waitForPlugin(npd)
    await play({
      view,
      cut: async () => {
        await delay(responseDelayMs)
        view.phase = 'cut'
        path.partition({ egress: true, ingress: true })
      },
      heal: () => {
        view.phase = 'healed'
        path.heal()
      },
      waitForNpdStatus: status => waitForNpdStatus(npd, condition, status),
      label: async value => {
        const body = { metadata: { labels: { 'demo-problem': value } } }
        await api.patch(nodes, nodeName, { type: 'merge', body })
      },
    })
    return {
      conditions: view.conditions,
      events: view.events,
      inside: JSON.parse((await npd.conditions()).replace(/(?<="transition":")[^"]+/g, 'TIME')),
      metrics: (await npd.metrics()).split('\n'),
    }
  } finally {
    await npd.stop()
    await view.close()
    await path.close()
    await api.delete(nodes, nodeName)
    api.close()
    rmSync(folder, { recursive: true })
  }
}

/** Recreates the node and deletes its old events. */
const createNode = async (api: KubeApi, name: string): Promise<void> => {
  await api.delete(nodes, name)
  const namespace = 'default'
  const fieldSelector = `involvedObject.name=${name}`
  const { items } = await api.list(events, { namespace, fieldSelector })
  for (const { metadata } of items) await api.delete(events, metadata.name, { namespace })
  await api.create(nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name } })
}

const createFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'npd-test-outages-'))
  mkdirSync(join(folder, 'custom-config'))
  for (const [name, text] of Object.entries(customConfig()))
    writeFileSync(join(folder, 'custom-config', name), text, { mode: 0o755 })
  return folder
}

/** The first result adds a gauge for the healthy reason, next to the gauge of the rule. */
const waitForPlugin = (npd: Npd): Promise<void> =>
  waitForNpd(npd.metrics, /(problem_gauge\{.*\s+){2}/)

const waitForNpdStatus = (npd: Npd, type: string, status: string): Promise<void> =>
  waitForNpd(npd.conditions, new RegExp(`"type":"${type}","status":"${status}"`))

/** Polls, because NPD has no way to watch its state. */
const waitForNpd = async (ask: () => Promise<string>, pattern: RegExp): Promise<void> => {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const answer = await ask()
    if (pattern.test(answer)) return
    if (Date.now() > deadline) throw new Error(`timed out waiting for ${pattern}: ${answer}`)
    await delay(50)
  }
}
