/**
 * Runs the commands on a real API server that is new and empty, and records their output:
 *
 *   npx tsx test/conformance/transcripts/record.mts SESSION KUBECTL KUBECONFIG
 */
import { readFileSync } from 'node:fs'
import { openKubectl, readVersion } from '../../../lib/embedded/apiserver/kubectl.fixture.mts'
import { defineNetworkChaos } from './network-chaos-definition.mts'
import { fillCluster, play } from './play.mts'
import { addOutputs, readRecording, writeRecording } from './recording.mts'
import { sessions } from './sessions.mts'

const [session = '', path = '', kubeconfig = ''] = process.argv.slice(2)
const commands = sessions[session]
if (!commands) throw new Error(`SESSION must be one of ${Object.keys(sessions).join(', ')}`)
const kubectl = openKubectl(path, readFileSync(kubeconfig, 'utf8'))
try {
  if (session !== 'recording') await defineNetworkChaos(kubectl)
  await fillCluster(kubectl)
  const outputs = []
  for (const command of commands) outputs.push(await play(kubectl, command))
  const before = readRecording(session, commands)
  writeRecording(session, addOutputs(before, await readVersion(path), outputs))
} finally {
  kubectl.close()
}
