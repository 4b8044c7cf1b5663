import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attempt } from '../lib/cli/command.mts'
import { writePidFile } from '../lib/cluster/embedded/pid-file.mts'
import { createCredentials } from '../lib/embedded/credentials.mts'
import { renderKubeconfig } from '../lib/embedded/kubeconfig.mts'
import { stateFolder } from '../lib/state-folder.mts'
import { scriptCommand } from './commands.mts'
import { formatMs, measureMedianTime, median, type Row } from './measure.mts'

const runs = 9

/**
 * Measures the time from the start of `show` to its first request, compared with an empty zx script. The server
 * does not respond, because only the time until the request matters.
 */
export const benchScriptStart = async (): Promise<Row[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'npd-test-bench-'))
  const emptyScript = join(folder, 'empty.mts')
  await writeFile(emptyScript, 'export {}\n')
  const server = createServer(socket => socket.destroy()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { certificate: caCertificate, token } = await createCredentials()
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const access = {
      context: 'npd-test',
      server: `https://127.0.0.1:${port}`,
      caCertificate,
      token,
    }
    const files = stateFolder({ NPD_TEST_DIR: folder })
    await writeFile(files.kubeconfig, renderKubeconfig(access))
    await writePidFile(files.pidFile, process.pid)
    const start = (argv: string[]) =>
      attempt({ env: { ...scriptCommand.env, NPD_TEST_DIR: folder } })`${argv}`
    const [node = '', zx = ''] = scriptCommand.argv('show')
    const baseline = await measureMedianTime(runs, () => start([node, zx, emptyScript]))
    const measureTimeToFirstRequest = async () => {
      const began = performance.now()
      const ended = start(scriptCommand.argv('show'))
      await once(server, 'connection')
      const elapsedMs = performance.now() - began
      await ended
      return elapsedMs
    }
    await measureTimeToFirstRequest()
    const durations: number[] = []
    for (let run = 0; run < runs; run++) durations.push(await measureTimeToFirstRequest())
    const result = median(durations)
    return [
      {
        title: '`show` to its first request',
        result: formatMs(result),
        baseline: `${formatMs(baseline)} (an empty zx script)`,
        ratio: `${formatMs(result - baseline)} more`,
        goal: 'at most 150 ms more, on Node.js 24',
      },
    ]
  } finally {
    server.close()
    await rm(folder, { recursive: true })
  }
}
