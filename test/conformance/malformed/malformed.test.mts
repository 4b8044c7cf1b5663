import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openEmbedded } from '../semantics/embedded.fixture.mts'
import { playAll, recordingFile } from './play.mts'

const split = (line: string): string[] => line.split(/ => (?=\d+)/)

test('malformed requests get the code and the reason of the real server', async () => {
  const recording = readFileSync(recordingFile, 'utf8').trim().split('\n').map(split)
  const server = await openEmbedded()
  const answers = (await playAll(server)).map(split)
  await server.close()
  expect(answers.map(([request]) => request)).toEqual(recording.map(([request]) => request))
  expect(answers.filter(([, answer]) => answer?.endsWith('InternalError'))).toEqual([])
  const differences = answers.flatMap(([request, here], index) => {
    const real = recording[index]?.[1]
    return real === here ? [] : [`${request} => ${real}, here ${here}`]
  })
  await expect(`${differences.join('\n')}\n`).toMatchFileSnapshot('differences.txt')
})
