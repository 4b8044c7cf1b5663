import { join } from 'node:path'
import { expect, it } from 'vitest'
import { displayPath, files, readText } from './repository.mts'

it('names a file from where the user stands', () => {
  expect(displayPath(join(process.cwd(), 'npd/values.yaml'))).toBe('npd/values.yaml')
  expect(displayPath('/elsewhere/x')).toBe('/elsewhere/x')
})

it('reads the files of this repository', async () => {
  for (const file of Object.values(files)) expect(await readText(file)).not.toBe('')
})

it('says how a file that is missing comes back', async () => {
  await expect(readText('/no/such/file')).rejects.toMatchObject({
    message: expect.stringContaining('Failed to read /no/such/file'),
    hint: expect.stringContaining('git checkout'),
  })
})
