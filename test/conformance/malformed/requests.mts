import { bodies } from './bodies.mts'
import { kindBodies, yamlBodies } from './kind-bodies.mts'
import { others } from './options.mts'
import { patches } from './patches.mts'
import { paths, unsupported } from './paths.mts'
import type { Malformed } from './request.mts'

/** Requests that a client should not send, in the order of the recording. */
export const malformed: Malformed[] = [
  ...paths,
  ...bodies,
  ...kindBodies,
  ...yamlBodies,
  ...patches,
  ...others,
  ...unsupported,
]
