import { customPluginConfigType } from '../../npd/config-types.mts'
import { fold, type GoType } from '../../npd/go/json-decode.mts'
import type { JsonMember, JsonNode } from '../../npd/go/json-parse.mts'
import { quote } from '../../npd/go/quote.mts'
import type { DefinitionFinding } from './definition-input.mts'
import { suppressionField } from './suppression-field.mts'

/** Finds fields that Go's decoder accepts silently but does not read as intended. */
export const checkFields = (node: JsonNode): DefinitionFinding[] =>
  walk(node, customPluginConfigType)

/** Editors find the JSON Schema by this field. */
const schemaField = '$schema'

const walk = (node: JsonNode, type: GoType): DefinitionFinding[] => {
  if (type.kind === 'pointer') return walk(node, type.to)
  if (type.kind === 'slice')
    return node.kind === 'array' ? node.items.flatMap(item => walk(item, type.of)) : []
  if (type.kind !== 'struct' || node.kind !== 'object') return []
  const names = Object.keys(type.fields)
  const seen = new Set<string>()
  return node.members.flatMap(member => {
    if (member.key === suppressionField || member.key === schemaField) return []
    const name = names.find(each => fold(each) === fold(member.key))
    const field = name === undefined ? undefined : type.fields[name]
    if (name === undefined || !field) return unknownField(member, names)
    const isRepeated = seen.has(name)
    seen.add(name)
    return [
      ...(member.key === name ? [] : fieldCase(member, name)),
      ...(isRepeated ? duplicateField(member) : []),
      ...walk(member.value, field),
    ]
  })
}

const unknownField = ({ key, offset }: JsonMember, names: string[]): DefinitionFinding[] => {
  const near = names.find(name => distance(fold(key), fold(name)) <= 2)
  return [
    {
      rule: 'unknown-field',
      offset,
      message: `the field ${quote(key)} is unknown here`,
      effect: 'NPD ignores it without a log line',
      fix: near ? `write "${near}"` : `remove it, or use one of ${names.join(', ')}`,
    },
  ]
}

const fieldCase = ({ key, offset }: JsonMember, name: string): DefinitionFinding[] => [
  {
    rule: 'field-case',
    offset,
    message: `the field ${quote(key)} must be spelled "${name}"`,
    effect: 'NPD accepts it, but other tools that read the definition may not',
    fix: `write "${name}"`,
  },
]

const duplicateField = ({ key, offset }: JsonMember): DefinitionFinding[] => [
  {
    rule: 'duplicate-field',
    offset,
    message: `the field ${quote(key)} occurs twice`,
    effect: 'NPD uses the last value, merged into the first one if it is an object',
    fix: 'keep one of the two',
  },
]

/**
 * Returns the edit distance: how many letters must be added, removed or replaced. Infinity if the
 * lengths differ by more than 2.
 */
const distance = (one: string, other: string): number => {
  if (Math.abs(one.length - other.length) > 2) return Number.POSITIVE_INFINITY
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [place, letter] of one.split('').entries()) {
    const next = [place + 1]
    for (const [index, against] of other.split('').entries())
      next.push(
        Math.min(
          (next[index] ?? 0) + 1,
          (row[index + 1] ?? 0) + 1,
          (row[index] ?? 0) + (letter === against ? 0 : 1),
        ),
      )
    row = next
  }
  return row.at(-1) ?? 0
}
