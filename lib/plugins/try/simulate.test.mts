import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UsageError } from '../../cli/errors.mts'
import { attempt, bash, openTryFolder, runs, type TryFolder } from './try.fixture.mts'

let folder: TryFolder
beforeAll(() => {
  folder = openTryFolder()
})
afterAll(() => folder.close())

describe('a simulation', () => {
  const file = () => folder.write(bash('exit 0'))

  it('shows the reaction to each step without running a script', async () => {
    const found = await runs({ file: file(), simulate: 'ok,problem:sda is slow,timeout,7,ok' })
    expect(
      found.map(({ after, events }: { after: { status: string }; events: object[] }) => [
        after.status,
        events.length,
      ]),
    ).toEqual([
      ['False', 0],
      ['True', 1],
      ['Unknown', 1],
      ['Unknown', 0],
      ['False', 1],
    ])
    expect(found[1].after.message).toBe('sda is slow')
    expect(found[0].duration).toBeUndefined()
  })

  it.each(['', 'okay', 'ok,,ok', '256', 'toString', 'ok problem'])('rejects %j', async simulate => {
    expect((await attempt({ file: file(), simulate })).failure).toBeInstanceOf(UsageError)
  })

  it('is printed in labeled rows', async () => {
    const { printed } = await attempt({ file: file(), simulate: 'timeout', output: undefined })
    expect(printed.replace(/^(log|) +[EI]\d{4}.*\n/gm, '')).toMatchInlineSnapshot(`
      "plugin     ./custom-config/disk.sh
                 simulated: killed  (run 1, timeout 10s)
      stdout     (empty)
      condition  DiskProblem   False -> Unknown
        reason   DiskIsFine   (for Unknown, NPD uses the reason of the healthy state)
        message  Timeout when running plugin "./custom-config/disk.sh": state - signal: killed. o✂utput - ""
                 truncated to 80 bytes, 10 lost
      event      Normal DiskIsFine: Node condition DiskProblem is now: Unknown, reason: DiskIsFine, message: "Timeout when running plugin \\"./custom-config/disk.sh\\": state - signal: killed. o"
      hint       NPD killed the script at its timeout. Limit commands that can hang, for example with \`timeout 3 kubectl …\`, then print the problem and exit 1: the condition becomes True, with your own message.

      "
    `)
  })
})
