import gte from 'semver/functions/gte.js'
import valid from 'semver/functions/valid.js'

/** The NPD version to assume if none is specified. */
export const defaultNpdVersion = 'v1.36.0'

/** Whether NPD supports `invoke_interval` in a rule. NPD v1.37.0-alpha.1 introduced it. */
export const supportsRuleInterval = (version: string): boolean => gte(version, '1.37.0-alpha.1')

/**
 * Returns the version in a reference to NPD's own image, such as
 * `registry.k8s.io/node-problem-detector/node-problem-detector:v1.36.0`. Returns undefined for other images, and if
 * the tag is not a version.
 */
export const npdVersionOf = (image: string): string | undefined => {
  const tag = /(?:^|\/)node-problem-detector:([^@/]+)(?:@|$)/.exec(image)?.[1]
  return tag !== undefined && valid(tag) !== null ? tag : undefined
}

/** A function that returns the version of NPD in an image. */
export type VersionResolver = (image?: string) => string

/** Creates a function that returns `given`, or else the version in the image's name, or else `fallback`. */
export const createVersionResolver =
  ({
    given,
    fallback = defaultNpdVersion,
  }: {
    given?: string
    fallback?: string
  } = {}): VersionResolver =>
  (image = '') =>
    given ?? npdVersionOf(image) ?? fallback
