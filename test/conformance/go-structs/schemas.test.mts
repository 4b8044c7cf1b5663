import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { kinds } from '../../../lib/embedded/apiserver/kinds.mts'
import type { ObjectSchema, Schema } from '../../../lib/embedded/apiserver/schema.mts'

/** One field of a Go struct. */
interface GoField {
  name: string
  type: string
  isWritten: boolean
}

const parseField = (text: string): GoField => {
  const [, name = '', mark, type = ''] = /^(\w+)(!?):(.*)$/.exec(text) ?? []
  return { name, type, isWritten: mark === '!' }
}

const structs = new Map(
  readFileSync(new URL('./structs.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map(line => {
      const [name = '', fields = ''] = line.split(/: (.*)/)
      return [name, fields.split(' ').map(parseField)]
    }),
)

const listObjects = (schema: Schema): ObjectSchema[] => {
  if (schema.type === 'list') return listObjects(schema.items)
  if (schema.type === 'map') return listObjects(schema.values)
  if (schema.type !== 'object') return []
  return [schema, ...Object.values(schema.fields).flatMap(listObjects)]
}

const schemas = new Map(
  kinds
    .filter(({ isCustom }) => !isCustom)
    .flatMap(({ schema }) => (schema ? listObjects(schema) : []))
    .map(schema => [schema.name?.split('.').at(-1) ?? '', schema]),
)

/** Pointers to structs need no mark, unless Go writes them as null. */
const isMarkedPointer = ({ type, isWritten }: GoField): boolean =>
  /^\*(string|bool|int\d+|IntOrString)$/.test(type) || (isWritten && type.startsWith('*'))

it('finds the schemas and the structs', () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  expect(readme).toContain(`${schemas.size} of ${schemas.size} structs`)
  expect(structs.get('Taint')).toHaveLength(4)
})

it.each([...schemas])('%s has the fields of its Go struct, in the same order', (name, schema) => {
  const fields = structs.get(name) ?? []
  expect(Object.keys(schema.fields)).toEqual(fields.map(field => field.name))
  const written = fields.filter(({ isWritten }) => isWritten)
  expect(schema.alwaysWrittenFields).toEqual(written.map(field => field.name))
  const pointers = fields.filter(isMarkedPointer)
  expect(schema.pointerFields).toEqual(pointers.map(field => field.name))
})
