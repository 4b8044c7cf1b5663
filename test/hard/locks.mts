import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { attempt } from '../../lib/cli/command.mts'
import type { HardCheck } from './check.mts'

const acquisitions = 10_000
const contenders = 4

const program = fileURLToPath(new URL('../../lib/lock.fixture.mts', import.meta.url))

/** Runs processes that repeatedly take the same lock, and that create locks of ended processes. */
export const checkLocks: HardCheck = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'npd-test-lock-'))
  try {
    const results = await Promise.all(
      Array.from({ length: contenders }, async () => {
        const run = attempt({ cwd: fileURLToPath(new URL('../..', import.meta.url)) })
        const { stdout } =
          await run`${process.execPath} --import tsx ${program} ${folder} ${acquisitions / contenders}`
        return JSON.parse(stdout) as { held: number; doubles: number }
      }),
    )
    return {
      tried: results.reduce((sum, { held }) => sum + held, 0),
      failures: results.flatMap(({ doubles }) =>
        doubles > 0 ? [`${doubles} times, two processes held the lock`] : [],
      ),
      note: `${contenders} processes`,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}
