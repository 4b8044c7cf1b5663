/**
 * Sends the requests to a real API server that is new and empty, records the responses, and
 * compacts etcd when a step requires it:
 *
 *   npx tsx test/conformance/semantics/record.mts KUBECONFIG ETCD_URL
 */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type Answer, play, type Server, type Variables } from './play.mts'
import { writeRecording } from './recording.mts'
import { scenarios } from './scenarios.mts'

const [kubeconfig = '', etcd = ''] = process.argv.slice(2)

const ask = async (path: string, body: object): Promise<{ header: { revision: string } }> => {
  const response = await fetch(etcd + path, { method: 'POST', body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
  return (await response.json()) as { header: { revision: string } }
}

const compact = async (): Promise<void> => {
  const { revision } = (await ask('/v3/kv/range', { key: 'AA==' })).header
  await ask('/v3/kv/compaction', { revision, physical: true })
}

const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8'))
const server: Server = { url: clusters[0].cluster.server, token: users[0].user.token, compact }
const answers: Record<string, Answer[]> = {}
const variables: Variables = new Map()
for (const { title, steps } of scenarios) {
  const given: Answer[] = []
  answers[title] = given
  for (const step of steps) given.push(await play(server, step, variables))
}
writeRecording(answers)
