import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { serve } from './api-server.mts'
import { createEnvironment } from './embedded-npd.mts'
import type { Npd } from './player.mts'
import { configPath } from './scripts.mts'

/** Runs the NPD binary at `path`. */
export const realNpd =
  (path: string): Npd =>
  async (root, server, signal) => {
    const { url, close } = await serve(server)
    const child = spawn(
      path,
      [
        `--config.custom-plugin-monitor=${configPath}`,
        `--apiserver-override=${url}?inClusterConfig=false`,
        '--port=0',
        '--prometheus-port=0',
      ],
      { cwd: root, env: createEnvironment(), stdio: ['ignore', 'ignore', 'pipe'] },
    )
    try {
      signal.addEventListener('abort', () => child.kill('SIGKILL'))
      const log = await buffer(child.stderr)
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      return log
    } finally {
      close()
    }
  }
