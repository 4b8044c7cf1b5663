import type { CustomPluginConfig } from '../../npd/config-types.mts'
import { type JsonNode, JsonSyntaxError, parseJson } from '../../npd/go/json-parse.mts'
import type { Definition, PluginFiles } from '../plugin-files.mts'
import type { FindingDetails } from './finding.mts'
import type { ImageContents } from './image-contents.mts'

/** The input of each check of a definition. */
export interface DefinitionInput {
  definition: Definition
  config: CustomPluginConfig
  json: JsonNode
  files: PluginFiles
  imageContents: ImageContents
}

/** A finding in a definition. `offset` counts UTF-16 code units from the start of the definition. */
export type DefinitionFinding = FindingDetails & { offset: number }

/** A finding at the JSON value at `path`. */
export type PathFinding = FindingDetails & { path: (string | number)[] }

/** Parses a definition. Returns undefined if it is not JSON, which the `json-syntax` rule reports. */
export const parseDefinition = ({ text }: Pick<Definition, 'text'>): JsonNode | undefined => {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    return undefined
  }
}
