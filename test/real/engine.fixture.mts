import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { messageOf } from '../../lib/cli/errors.mts'
import { whyNoKind } from '../../lib/cluster/choice.mts'
import { buildWatchdogImage } from '../../lib/cluster/kind/images.mts'
import { kindNodeImage } from '../../lib/cluster/versions.mts'

const docker = (args: string[], timeout = 10_000) =>
  promisify(execFile)('docker', args, { timeout })
const pullTimeout = 300_000

/** Returns why the kind tests cannot run on this machine; undefined if they can. */
export const reasonToSkip = async (nodeImage = kindNodeImage): Promise<string | undefined> => {
  const obstacle = await whyNoKind()
  if (obstacle) return obstacle
  const isLocal = await docker(['image', 'inspect', nodeImage]).then(
    () => true,
    () => false,
  )
  if (isLocal) return undefined
  return docker(['pull', '--quiet', nodeImage], pullTimeout).then(
    () => undefined,
    error => `no node image: ${messageOf(error).split('\n').at(-2)}`,
  )
}

/**
 * Returns the image of NPD_TEST_WATCHDOG_IMAGE, or builds one. If the build fails, warns and
 * returns undefined.
 */
export const findWatchdogImage = async (): Promise<string | undefined> => {
  const { NPD_TEST_WATCHDOG_IMAGE: given } = process.env
  if (given) return given
  const name = 'npd-watchdog:latest'
  try {
    await buildWatchdogImage(name, AbortSignal.timeout(pullTimeout))
    return name
  } catch (error) {
    console.warn(`Skipping the watchdog test: ${messageOf(error)}`)
    return undefined
  }
}
