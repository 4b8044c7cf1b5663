/**
 * Plays the commands on a real API server, new and empty, and records what is printed:
 *
 *   npx tsx test/transcripts/record.mts KUBECTL KUBECONFIG
 */
import { readFileSync } from 'node:fs'
import { openKubectl, versionOf } from '../../lib/embedded/apiserver/kubectl.fixture.mts'
import { commands } from './commands.mts'
import { fillCluster, play } from './play.mts'
import { addOutputs, readRecording, writeRecording } from './recording.mts'

const [path = '', kubeconfig = ''] = process.argv.slice(2)
const kubectl = openKubectl(path, readFileSync(kubeconfig, 'utf8'))
try {
  await fillCluster(kubectl)
  const outputs = []
  for (const command of commands) outputs.push(await play(kubectl, command))
  writeRecording(addOutputs(readRecording(), versionOf(path), outputs))
} finally {
  kubectl.close()
}
