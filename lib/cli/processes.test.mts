import { afterEach, expect, it } from 'vitest'
import { launch } from './command.mts'
import { readStartTime } from './processes.mts'

const { PATH, TZ } = process.env
afterEach(() => {
  process.env.PATH = PATH
  if (TZ === undefined) delete process.env.TZ
  else process.env.TZ = TZ
})

it.each(['linux', 'darwin'] as const)(
  'returns the start time of a process until it ends (%s)',
  async platform => {
    const sleeping = launch()`exec sleep 60`
    const { pid = 0 } = sleeping
    const start = await readStartTime(pid, platform)
    expect(start).toMatch(
      platform === 'linux' ? /^\d+$/ : /^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/,
    )
    expect(await readStartTime(pid, platform)).toBe(start)
    sleeping.child?.kill('SIGKILL')
    await sleeping
    expect(await readStartTime(pid, platform)).toBeUndefined()
  },
)

it('returns the same start time from ps in every time zone', async () => {
  process.env.TZ = 'Asia/Tokyo'
  const there = await readStartTime(process.pid, 'darwin')
  process.env.TZ = 'America/New_York'
  expect(await readStartTime(process.pid, 'darwin')).toBe(there)
})

it('rejects if ps cannot run, because the process may still exist', async () => {
  process.env.PATH = '/nowhere'
  await expect(readStartTime(process.pid, 'darwin')).rejects.toThrow('bash is not on PATH')
})
