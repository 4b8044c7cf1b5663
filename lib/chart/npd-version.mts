import validVersion from 'semver/functions/valid.js'
import { UsageError } from '../cli/errors.mts'
import { defaultNpdVersion, npdVersionOf } from '../npd/version.mts'
import { files, readText } from '../repository.mts'

/**
 * Parses the value of `--npd-version`, with or without the `v`. Throws a UsageError if the value is not a version.
 */
export const parseNpdVersion = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  const version = validVersion(text)
  if (version !== null) return `v${version}`
  throw new UsageError('--npd-version', {
    value: text,
    reason: 'not a version',
    example: '--npd-version v1.36.0',
  })
}

/** Reads the NPD version of the base image in image/Dockerfile. */
export const readBaseVersion = async (): Promise<string> => {
  const [, image = ''] =
    /^FROM (\S*\/node-problem-detector:\S+)/m.exec(await readText(files.dockerfile)) ?? []
  return npdVersionOf(image) ?? defaultNpdVersion
}
