import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findKubectls } from '../../../lib/embedded/apiserver/kubectl.fixture.mts'
import {
  openCluster,
  type TestCluster,
} from '../../../lib/embedded/apiserver/open-cluster.fixture.mts'
import { type Command, firstWriting } from './commands.mts'
import { differences, isExpected } from './differences.mts'
import { fillCluster, play } from './play.mts'
import { outputOf, readRecording, type Transcript } from './recording.mts'
import { sessions } from './sessions.mts'

interface Session {
  name: string
  commands: Command[]
  transcripts: Transcript[]
  /** The versions of kubectl that were recorded. */
  recorded: string[]
}

const recordings: Session[] = Object.entries(sessions).map(([name, commands]) => {
  const transcripts = readRecording(name, commands)
  const all = transcripts.flatMap(({ outcomes }) => outcomes.flatMap(({ kubectls }) => kubectls))
  return { name, commands, transcripts, recorded: [...new Set(all)].sort() }
})
const commands = recordings.flatMap(session => session.commands)
const kubectls = await findKubectls(process.env)
const plays = recordings.flatMap(session =>
  kubectls
    .filter(({ version }) => session.recorded.includes(version))
    .map(kubectl => ({ ...session, ...kubectl })),
)

it.each(recordings)('$name has the output of every command for each kubectl', session => {
  expect(session.commands.length).toBeGreaterThan(60)
  for (const version of session.recorded)
    expect(session.transcripts.filter(transcript => !outputOf(transcript, version))).toEqual([])
})

it('every listed difference belongs to a command', () => {
  const idle = Object.keys(differences).filter(
    known => !commands.some(({ line }) => line === known),
  )
  expect(idle).toEqual([])
})

it('the README contains the number of equal command lines', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  const same = commands.filter(({ line }) => !isExpected(line, '1.34')).length
  expect(readme).toContain(`${same} of ${commands.length} command lines print the same.`)
  for (const { name, commands, recorded } of recordings)
    expect(readme).toContain(
      `| \`${name}.json\` | ${commands.length} | ${recorded.length}: ${recorded.join(', ')} |`,
    )
  for (const line of Object.keys(differences)) expect(readme).toContain(`| \`${line}\` |`)
})

it.skipIf(plays.length > 0)('no recorded version of kubectl is installed', () => {})

describe.each(plays)(
  'kubectl $version prints the same as with a real API server ($name)',
  ({ path, version, commands, transcripts }) => {
    let cluster: TestCluster
    beforeAll(async () => {
      cluster = await openCluster(path, fillCluster)
    }, 60_000)
    afterAll(() => cluster.close())

    const expectSameOutput = async (command: Command & { index: number }): Promise<void> => {
      const transcript = transcripts[command.index]
      const real = transcript && outputOf(transcript, version)
      const embedded = await play(cluster.kubectl, command)
      // The test also fails if a listed difference no longer exists.
      if (isExpected(command.line, version)) expect(embedded).not.toEqual(real)
      else expect(embedded).toEqual(real)
    }

    const numbered = commands.map((command, index) => ({ ...command, index }))
    // Commands that change nothing run concurrently.
    const reading = numbered.findIndex(({ line }) => line === firstWriting)
    it.concurrent.each(numbered.slice(0, Math.max(reading, 0)))('$line', expectSameOutput)
    it.each(numbered.slice(Math.max(reading, 0)))('$line', expectSameOutput)
  },
)
