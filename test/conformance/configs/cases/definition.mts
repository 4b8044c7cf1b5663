/** A configuration that NPD is started with. */
export interface Case {
  name: string
  /** By their names in `custom-config/`; the scripts of `folder.mts` lie there too. */
  files: Record<string, string | Uint8Array>
  /** The value of `--config.custom-plugin-monitor`, as paths from NPD's folder. */
  paths: string[]
}

export const file = 'custom-config/test.json'

export const one = (name: string, text: string | Uint8Array): Case => ({
  name,
  files: { 'test.json': text },
  paths: [file],
})

/** Parts of a definition as they stand in it; those not given are valid. */
export interface Parts {
  plugin?: string
  pluginConfig?: string
  source?: string
  conditions?: string
  rules?: string
  /** After the last part, with its comma. */
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
  one(`${key}: ${value}`, definition({ [key]: value }))

export const setting = (value: string): Case =>
  one(value, definition({ pluginConfig: `{${value}}` }))

export const rule = (more: string): Case =>
  one(`a rule with ${more}`, definition({ rules: `[${ruleOf(`, ${more}`)}]` }))

export const withCondition = (value: string): Case =>
  one(`a condition ${value}`, definition({ conditions: `[${condition}, ${value}]` }))
