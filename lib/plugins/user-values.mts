import type { ValuesSource } from '../chart/values-source.mts'
import { UserError } from '../cli/errors.mts'
import { readInputs } from './input-files.mts'
import { readParts } from './read-parts.mts'

/**
 * Reads the values for NPD's chart in files: plain values, those of an umbrella chart under `key`, a
 * HelmRelease or an Application. Throws a UserError for a file that contains none.
 */
export const readUserValues = async (
  paths: string[],
  key: string | undefined,
): Promise<ValuesSource[]> => {
  const { inputs, failures } = await readInputs(paths, async () => '')
  const parts = readParts(inputs, key)
  const [failure] = [...failures, ...parts.failures]
  if (failure) throw failure
  const found = [...parts.values, ...parts.releases.flat()]
  const missing = inputs.find(({ file }) => !found.some(values => values.file === file))
  if (!missing) return found
  throw new UserError(
    `Failed to read ${missing.file}: it contains no values for the chart of node-problem-detector.`,
    'Pass a file with `settings`, or name the key that contains them with --values-key.',
  )
}
