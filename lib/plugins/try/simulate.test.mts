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

  it('runs nothing, and shows the sequence', async () => {
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

  it.each(['', 'okay', 'ok,,ok', '256', 'toString', 'ok problem'])('refuses %j', async simulate => {
    expect((await attempt({ file: file(), simulate })).failure).toBeInstanceOf(UsageError)
  })

  it('is told in lines, each with its label', async () => {
    const { printed } = await attempt({ file: file(), simulate: 'timeout', output: undefined })
    expect(printed.replace(/^(log|) +[EI]\d{4}.*\n/gm, '')).toMatchInlineSnapshot(`
      "plugin     ./custom-config/disk.sh
                 simulated: killed  (run 1, timeout 10s)
      stdout     nothing
      condition  DiskProblem   False -> Unknown
        reason   DiskIsFine   the healthy state's: NPD keeps it for Unknown
        message  Timeout when running plugin "./custom-config/disk.sh": state - signal: killed. o✂utput - ""
                 cut at 80 bytes, 10 lost
      event      Normal DiskIsFine: Node condition DiskProblem is now: Unknown, reason: DiskIsFine, message: "Timeout when running plugin \\"./custom-config/disk.sh\\": state - signal: killed. o"
      hint       The script did not end before NPD killed it. Bound what hangs, as in \`timeout 3 kubectl …\`, then say what is wrong and exit 1: the condition becomes True, with your own message.

      "
    `)
  })
})
