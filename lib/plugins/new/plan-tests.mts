import { existsSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { invocationOf } from '../../cli/invocation.mts'
import { displayPath, files } from '../../repository.mts'
import { testSchemaUrl } from '../test/schema.mts'
import type { PluginNames } from './names.mts'
import { type Template, triggerFile } from './templates.mts'

/** The initial tests for a new plugin. */
export interface PlannedTests {
  path: string
  text: string
  exists: boolean
}

/** Plans a test file next to the values file. The tests pass with the template's script. */
export const planTests = (
  valuesFile: string,
  names: PluginNames,
  template: Template,
): PlannedTests => {
  const path = join(dirname(valuesFile), `${names.name}.plugin-test.yaml`)
  const isInRepository = !relative(dirname(files.manifest), path).startsWith('..')
  const schema = isInRepository ? relative(dirname(path), files.testSchema) : testSchemaUrl()
  const cases = template.trigger ? renderTriggerCases(names, template) : renderNetworkCases(names)
  const text = `# yaml-language-server: $schema=${schema}
# Tests for the ${names.type} plugin. Run them with: ${invocationOf('plugin-test')} ${displayPath(path)}
plugin: ${basename(valuesFile)}
rule: ${names.type}Detected

cases:
${cases}`
  return { path, text, exists: existsSync(path) }
}

const renderTriggerCases = (names: PluginNames, { ruleTypes }: Template): string => {
  const { type } = names
  const file = triggerFile(names)
  const message = `"${type}: ${file} exists"`
  const isCondition = ruleTypes.includes('permanent')
  const conditionEvent = `      - type: Warning
        reason: ${type}Detected\n`
  const problemCondition = isCondition
    ? `      condition:
        type: ${type}
        status: True
        reason: ${type}Detected
        message: ${message}\n`
    : ''
  const temporaryRuleEvent = `      - type: Warning
        reason: ${type}Detected
        message: ${message}\n`
  const events = [
    ...(isCondition ? [conditionEvent] : []),
    ...(ruleTypes.includes('temporary') ? [temporaryRuleEvent] : []),
  ]
  return `  - name: no problem
    files:
      ${file}: null
    expect:
      exit: 0
${isCondition ? `      condition:\n        type: ${type}\n        status: False\n` : ''}      events: []

  - name: a problem
    files:
      ${file}: ""
    expect:
      exit: 1
${problemCondition}      events:
${events.join('').replace(/^/gm, '  ').replace(/ +$/, '')}`
}

const renderNetworkCases = ({
  type,
}: PluginNames): string => `  - name: the API server returns the node
    node: worker
    api:
      - kind: Node
        metadata:
          name: worker
    expect:
      exit: 0
      condition:
        type: ${type}
        status: False

  - name: the API server does not respond
    stubs:
      kubectl:
        hangs: true
    expect:
      exit: 1
      condition:
        type: ${type}
        status: True
        reason: ${type}Detected
        message: "${type}: no response from the API server within 3s"
`
