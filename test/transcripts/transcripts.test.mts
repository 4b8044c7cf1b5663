import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findKubectls, versionOf } from '../../lib/embedded/apiserver/kubectl.fixture.mts'
import {
  openCluster,
  type TestCluster,
} from '../../lib/embedded/apiserver/open-cluster.fixture.mts'
import { commands } from './commands.mts'
import { differences, isMeant } from './differences.mts'
import { fillCluster, play } from './play.mts'
import { outputOf, readRecording } from './recording.mts'

const recording = readRecording()
const recorded = new Set(
  recording.flatMap(({ outcomes }) => outcomes.flatMap(({ kubectls }) => kubectls)),
)
const kubectls = findKubectls(process.env)
  .map(path => ({ path, version: versionOf(path) }))
  .filter(({ version }) => recorded.has(version))

it('is recorded whole, for each kubectl', () => {
  expect(commands.length).toBeGreaterThan(60)
  for (const version of recorded)
    expect(recording.filter(transcript => !outputOf(transcript, version))).toEqual([])
})

it('knows no difference that nobody plays', () => {
  const idle = Object.keys(differences).filter(
    known => !commands.some(({ line }) => line === known),
  )
  expect(idle).toEqual([])
})

it('says in its README how many are the same', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  const same = commands.filter(({ line }) => !isMeant(line, '1.34')).length
  expect(readme).toContain(
    `${same} of ${commands.length} command lines print the same, with ${recorded.size} kubectls`,
  )
  for (const line of Object.keys(differences)) expect(readme).toContain(`| \`${line}\` |`)
})

it.skipIf(kubectls.length > 0)('no kubectl here whose transcripts were recorded', () => {})

describe.each(kubectls)(
  'kubectl $version prints what it prints on a real API server',
  ({ path, version }) => {
    let cluster: TestCluster
    beforeAll(async () => {
      cluster = await openCluster(path, fillCluster)
    }, 60_000)
    afterAll(() => cluster.close())

    it.each(commands.map((command, index) => ({ ...command, index })))('$line', async command => {
      const transcript = recording[command.index]
      const real = transcript && outputOf(transcript, version)
      const ours = await play(cluster.kubectl, command)
      // A difference that is gone is to be taken off the list.
      if (isMeant(command.line, version)) expect(ours).not.toEqual(real)
      else expect(ours).toEqual(real)
    })
  },
)
