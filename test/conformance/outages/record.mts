/**
 * Plays the scenarios with a real node-problem-detector, on a real API server and on the embedded
 * one, and records the timelines. CA_FILE contains the CA certificate of the real API server:
 *
 *   npx tsx test/conformance/outages/record.mts NODE_PROBLEM_DETECTOR KUBECONFIG CA_FILE
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import type { KubeconfigOptions } from '../../../lib/embedded/kubeconfig.mts'
import { startTestApi } from '../../../lib/kube/api-server.fixture.mts'
import { startRealNpd } from './npd.mts'
import { playScenario, type Timeline } from './play-scenario.mts'
import { writeRecording } from './recording.mts'
import { scenarios } from './scenarios.mts'

const [binary = '', kubeconfig = '', caFile = ''] = process.argv.slice(2)

const record = async (access: KubeconfigOptions): Promise<Record<string, Timeline>> => {
  const timelines: Record<string, Timeline> = {}
  for (const [index, scenario] of scenarios.entries())
    timelines[scenario.name] = await playScenario(
      scenario,
      access,
      `timeline-${index}`,
      startRealNpd(resolve(binary)),
    )
  return timelines
}

const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8'))
const { server, certificate, token, close } = await startTestApi()
const [real, embedded] = await Promise.all([
  record({
    context: 'real',
    server: clusters[0].cluster.server,
    token: users[0].user.token,
    caCertificate: readFileSync(caFile, 'utf8'),
  }),
  record({ context: 'embedded', server: server.url, token, caCertificate: certificate }),
])
await close()
writeRecording({ real, embedded })
