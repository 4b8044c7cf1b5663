import type { ValuesSource } from '../chart/values-source.mts'
import { UserError } from '../cli/errors.mts'
import { readInputs } from './input-files.mts'
import { readParts } from './read-parts.mts'

/**
 * Reads the values for NPD's chart from files. A file can contain plain values, the values of an umbrella chart
 * with NPD's values under `key`, a HelmRelease or an Application. Throws a UserError if a file contains no values
 * for NPD's chart.
 */
export const readUserValues = async (
  paths: string[],
  key: string | undefined,
): Promise<ValuesSource[]> => {
  const { inputs, failures } = await readInputs(paths, async () => '')
  const parts = readParts(inputs, key)
  const [failure] = [...failures, ...parts.failures]
  if (failure) throw failure
  const found = [...parts.values, ...parts.releaseValues.flat()]
  const inputWithoutValues = inputs.find(({ file }) => !found.some(values => values.file === file))
  if (!inputWithoutValues) return found
  throw new UserError(
    `Failed to read ${inputWithoutValues.file}: it contains no values for the chart of node-problem-detector.`,
    'Pass a file with `settings`, or name the key that contains them with --values-key.',
  )
}
