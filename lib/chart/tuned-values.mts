import { stringify } from 'yaml'
import { displayPath, files, readText } from '../repository.mts'
import { parseSource } from '../yaml/source.mts'
import { readBaseVersion } from './npd-version.mts'
import { type Tuning, tuneValues } from './tune.mts'
import {
  type NpdValues,
  parseMergedValues,
  parseTypeCheckedValues,
  parseValues,
} from './values.mts'
import { mergeValues, valuesOf } from './values-source.mts'

/**
 * The text of `npd/values.yaml` after merging the user's values, as `helm --values` does, and applying the
 * changes from the options. Throws a UserError with the position of each mistake in the values.
 */
export const readTunedText = async (tuning: Tuning): Promise<string> => {
  const text = await readText(files.values)
  const baseValues = valuesOf(parseSource(displayPath(files.values), text))
  // Reject values of the wrong type before the options change them.
  parseTypeCheckedValues(baseValues)
  const { values = [] } = tuning
  if (values.length === 0) return tuneValues(text, tuning)
  const merged = mergeValues([baseValues, ...values])
  parseMergedValues(merged, await readBaseVersion())
  return tuneValues(stringify(merged.value), tuning)
}

/** Reads and checks the values from `readTunedText`. Throws a UserError with the position of each mistake. */
export const readTunedValues = async (tuning: Tuning): Promise<NpdValues> =>
  parseTunedText(await readTunedText(tuning))

/** Parses and checks the text from `readTunedText`. Throws like `readTunedValues`. */
export const parseTunedText = async (text: string): Promise<NpdValues> =>
  parseValues(displayPath(files.values), text, await readBaseVersion())
