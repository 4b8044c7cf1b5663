import { attempt, command } from '../../lib/cli/command.mts'
import { messageOf } from '../../lib/cli/errors.mts'
import { timeoutSignal } from '../../lib/cli/timeout-signal.mts'
import { whyNoKind } from '../../lib/cluster/choice.mts'
import { buildWatchdogImage } from '../../lib/cluster/kind/images.mts'
import { kindNodeImage } from '../../lib/cluster/versions.mts'

const pullTimeout = 300_000

/** Why the kind story cannot be told on this machine; undefined if it can. */
export const reasonToSkip = async (nodeImage = kindNodeImage): Promise<string | undefined> => {
  const lack = await whyNoKind()
  if (lack) return lack
  if ((await attempt()`docker image inspect ${nodeImage}`).exitCode === 0) return undefined
  return command({ signal: timeoutSignal(pullTimeout) })`docker pull --quiet ${nodeImage}`.then(
    () => undefined,
    error => `no node image: ${messageOf(error).split('\n').at(-1)?.trim()}`,
  )
}

/** One that the engine has, by NPD_TEST_WATCHDOG_IMAGE, or one that is built; undefined, with a warning, if it cannot be. */
export const findWatchdogImage = async (): Promise<string | undefined> => {
  const { NPD_TEST_WATCHDOG_IMAGE: given } = process.env
  if (given) return given
  const name = 'npd-watchdog:latest'
  try {
    await buildWatchdogImage(name, AbortSignal.timeout(pullTimeout))
    return name
  } catch (error) {
    console.warn(`The watchdog's part is skipped: ${messageOf(error)}`)
    return undefined
  }
}
