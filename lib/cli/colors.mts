import { Chalk, type ChalkInstance, supportsColor, supportsColorStderr } from 'chalk'
import { $ } from 'zx/core'

/** Returns the colors for stdout or stderr. There are no colors if the stream is not a terminal or NO_COLOR is set. */
export const colorsFor = (
  stream: 'stdout' | 'stderr',
  env: NodeJS.ProcessEnv = $.env,
): ChalkInstance => {
  const support = stream === 'stdout' ? supportsColor : supportsColorStderr
  return new Chalk({ level: env.NO_COLOR || !support ? 0 : support.level })
}
