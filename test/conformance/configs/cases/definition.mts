/** A configuration that NPD is started with. */
export interface Case {
  name: string
  /** Files in `custom-config/`, by name. The scripts from `folder.mts` are also there. */
  files: Record<string, string | Uint8Array>
  /** The value of `--config.custom-plugin-monitor`: paths relative to NPD's working directory. */
  paths: string[]
}

export const file = 'custom-config/test.json'

export const singleFile = (name: string, text: string | Uint8Array): Case => ({
  name,
  files: { 'test.json': text },
  paths: [file],
})

/** The JSON text of parts of a definition. Missing parts get valid defaults. */
export interface Parts {
  plugin?: string
  pluginConfig?: string
  source?: string
  conditions?: string
  rules?: string
  /** Text after the last part, with a leading comma. */
  more?: string
}

export const condition = '{"type": "Problem", "reason": "Fine", "message": "All is well"}'

export const ruleOf = (more = '', path = './custom-config/ok.sh'): string =>
  `{"type": "permanent", "condition": "Problem", "reason": "Broken", "path": "${path}"${more}}`

export const definition = ({
  plugin = '"custom"',
  pluginConfig = '{}',
  source = '"test"',
  conditions = `[${condition}]`,
  rules = `[${ruleOf()}]`,
  more = '',
}: Parts = {}): string =>
  `{"plugin": ${plugin}, "pluginConfig": ${pluginConfig}, "source": ${source}, "conditions": ${conditions}, "rules": ${rules}${more}}`

export const valid = definition()

export const part = (key: keyof Parts, value: string): Case =>
  singleFile(`${key}: ${value}`, definition({ [key]: value }))

export const setting = (value: string): Case =>
  singleFile(value, definition({ pluginConfig: `{${value}}` }))

export const rule = (more: string): Case =>
  singleFile(`a rule with ${more}`, definition({ rules: `[${ruleOf(`, ${more}`)}]` }))

export const withCondition = (value: string): Case =>
  singleFile(`a condition ${value}`, definition({ conditions: `[${condition}, ${value}]` }))
