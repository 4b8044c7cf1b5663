import { afterEach, expect, it } from 'vitest'
import { launch } from './command.mts'
import { startOf } from './processes.mts'

const { PATH, TZ } = process.env
afterEach(() => {
  process.env.PATH = PATH
  if (TZ === undefined) delete process.env.TZ
  else process.env.TZ = TZ
})

it.each(['linux', 'darwin'] as const)(
  'a process has a start until it ends (%s)',
  async platform => {
    const sleeping = launch()`exec sleep 60`
    const { pid = 0 } = sleeping
    const start = await startOf(pid, platform)
    expect(start).toMatch(
      platform === 'linux' ? /^\d+$/ : /^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/,
    )
    expect(await startOf(pid, platform)).toBe(start)
    sleeping.child?.kill('SIGKILL')
    await sleeping
    expect(await startOf(pid, platform)).toBeUndefined()
  },
)

it('the start by ps is the same in every time zone', async () => {
  process.env.TZ = 'Asia/Tokyo'
  const there = await startOf(process.pid, 'darwin')
  process.env.TZ = 'America/New_York'
  expect(await startOf(process.pid, 'darwin')).toBe(there)
})

it('a start that ps cannot report is an error, not the end of the process', async () => {
  process.env.PATH = '/nowhere'
  await expect(startOf(process.pid, 'darwin')).rejects.toThrow('bash is not on PATH')
})
