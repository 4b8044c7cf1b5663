import { attempt, command } from '../../lib/cli/command.mts'
import { messageOf } from '../../lib/cli/errors.mts'
import { createTimeoutSignal } from '../../lib/cli/timeout-signal.mts'
import { findKindObstacle } from '../../lib/cluster/choice.mts'
import { buildWatchdogImage } from '../../lib/cluster/kind/images.mts'
import { kindNodeImage } from '../../lib/cluster/versions.mts'

const pullTimeout = 300_000

/** Returns why the kind tests cannot run on this machine, or undefined if they can. */
export const reasonToSkip = async (nodeImage = kindNodeImage): Promise<string | undefined> => {
  const obstacle = await findKindObstacle()
  if (obstacle) return obstacle
  if ((await attempt()`docker image inspect ${nodeImage}`).exitCode === 0) return undefined
  return command({
    signal: createTimeoutSignal(pullTimeout),
  })`docker pull --quiet ${nodeImage}`.then(
    () => undefined,
    error => `no node image: ${messageOf(error).split('\n').at(-1)?.trim()}`,
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
