import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { files } from '../../repository.mts'
import { renderTestSchema } from './schema.mts'

it('matches the checked-in npd/plugin-test.schema.json (update: `plugin-test --schema`)', () => {
  expect(readFileSync(files.testSchema, 'utf8')).toBe(renderTestSchema())
})
