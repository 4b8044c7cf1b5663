import { join } from 'node:path'
import { expect, it } from 'vitest'
import { displayPath, files, readText } from './repository.mts'

it('displays a path relative to the current folder', () => {
  expect(displayPath(join(process.cwd(), 'npd/values.yaml'))).toBe('npd/values.yaml')
  expect(displayPath('/elsewhere/x')).toBe('/elsewhere/x')
})

it('reads the files of this repository', async () => {
  for (const file of Object.values(files)) expect(await readText(file)).not.toBe('')
})

it('reports how to restore a missing file', async () => {
  await expect(readText('/no/such/file')).rejects.toMatchObject({
    message: expect.stringContaining('Failed to read /no/such/file'),
    hint: expect.stringContaining('git checkout'),
  })
})
