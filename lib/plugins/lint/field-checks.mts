import { findSimilar } from '../../cli/closest.mts'
import { customPluginConfigType } from '../../npd/config-types.mts'
import { fold, type GoType } from '../../npd/go/json-decode.mts'
import type { JsonMember, JsonNode } from '../../npd/go/json-parse.mts'
import { quote } from '../../npd/go/quote.mts'
import type { DefinitionFinding } from './definition-input.mts'
import { suppressionField } from './suppression-field.mts'

/** Finds fields that Go's decoder ignores, matches despite different capitalization, or reads twice. */
export const checkFields = (node: JsonNode, npdVersion: string): DefinitionFinding[] =>
  checkNode(node, customPluginConfigType(npdVersion), npdVersion)

/** Editors use this field to find the JSON Schema. */
const schemaField = '$schema'

const checkNode = (node: JsonNode, type: GoType, npdVersion: string): DefinitionFinding[] => {
  if (type.kind === 'pointer') return checkNode(node, type.target, npdVersion)
  if (type.kind === 'slice')
    return node.kind === 'array'
      ? node.items.flatMap(item => checkNode(item, type.element, npdVersion))
      : []
  if (type.kind !== 'struct' || node.kind !== 'object') return []
  const names = Object.keys(type.fields)
  const seenNames = new Set<string>()
  return node.members.flatMap(member => {
    if (member.key === suppressionField || member.key === schemaField) return []
    const name = names.find(fieldName => fold(fieldName) === fold(member.key))
    const field = name === undefined ? undefined : type.fields[name]
    if (name === undefined || !field)
      return type.name === 'CustomRule' && fold(member.key) === fold('invoke_interval')
        ? reportUnsupportedField(member, npdVersion)
        : reportUnknownField(member, names)
    const isRepeated = seenNames.has(name)
    seenNames.add(name)
    return [
      ...(member.key === name ? [] : reportFieldCase(member, name)),
      ...(isRepeated ? reportDuplicateField(member) : []),
      ...checkNode(member.value, field, npdVersion),
    ]
  })
}

const reportUnknownField = ({ key, offset }: JsonMember, names: string[]): DefinitionFinding[] => {
  const suggestion = findSimilar(fold(key), names)
  return [
    {
      rule: 'unknown-field',
      offset,
      message: `the field ${quote(key)} is unknown`,
      effect: 'NPD ignores it and logs nothing',
      fix: suggestion ? `write "${suggestion}"` : `remove it, or use one of ${names.join(', ')}`,
    },
  ]
}

/** Reports a rule field that this version of NPD does not support yet. */
const reportUnsupportedField = (
  { key, offset }: JsonMember,
  npdVersion: string,
): DefinitionFinding[] => [
  {
    rule: 'unknown-field',
    offset,
    message: `the rule field ${quote(key)} requires NPD v1.37 or later; your image has ${npdVersion}`,
    effect: 'NPD ignores it, logs nothing, and runs the rule at the interval set in `pluginConfig`',
    fix: 'use image v1.37.0-alpha.1 or later, or move the rule to a definition with this interval',
  },
]

const reportFieldCase = ({ key, offset }: JsonMember, name: string): DefinitionFinding[] => [
  {
    rule: 'field-case',
    offset,
    message: `the field ${quote(key)} must be spelled "${name}"`,
    effect: 'NPD accepts the field, but other tools that read the definition may not',
    fix: `write "${name}"`,
  },
]

const reportDuplicateField = ({ key, offset }: JsonMember): DefinitionFinding[] => [
  {
    rule: 'duplicate-field',
    offset,
    message: `the field ${quote(key)} occurs twice`,
    effect: 'NPD uses the last value, or merges both if they are objects',
    fix: 'keep one of the two',
  },
]
