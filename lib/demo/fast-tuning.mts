import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { $ } from 'zx/core'
import type { Tuning } from '../chart/tune.mts'
import { attempt } from '../cli/command.mts'
import { installStandIns } from '../stand-ins/install.mts'

/** The number of plugins that run at the same time: two on each of four nodes. */
const simultaneousPlugins = 8
/** A plugin can take this many times as long as measured, because the demo itself uses the machine. */
const timeoutFactor = 4
/** The minimum interval and timeout, in seconds. */
const minSeconds = { interval: 2, timeout: 1 }
/** The maximum timeout, in seconds: the timeout in npd/values.yaml. */
const maxTimeout = 5

/** Returns the timing for `demo --fast`, given how long the plugins take. */
export const computeFastTuning = (slowestMs: number): Tuning => {
  const wantedTimeout = Math.ceil((timeoutFactor * slowestMs) / 1_000)
  const timeout = Math.min(Math.max(wantedTimeout, minSeconds.timeout), maxTimeout)
  const interval = Math.max(minSeconds.interval, timeout)
  return { interval: `${interval}s`, timeout: `${timeout}s`, heartbeat: `${minSeconds.interval}s` }
}

/** A kubeconfig that points to an address without an API server: kubectl starts, fails to connect and exits. */
const unreachableKubeconfig = {
  'current-context': 'none',
  clusters: [
    { name: 'none', cluster: { server: 'https://127.0.0.1:1', 'certificate-authority-data': '' } },
  ],
  users: [{ name: 'none', user: { token: 'none' } }],
  contexts: [{ name: 'none', context: { cluster: 'none', user: 'none' } }],
}

/**
 * Returns how long kubectl takes, in milliseconds, if the plugins of all nodes start it at the same time.
 * With a shorter timeout, nodes without a problem would become Unknown.
 */
export const measurePlugins = async (signal: AbortSignal): Promise<number> => {
  const folder = await mkdtemp(join(tmpdir(), 'npd-test-measure-'))
  try {
    const path = $.env.PATH ?? ''
    await installStandIns(folder, path)
    const kubeconfig = join(folder, 'kubeconfig')
    await writeFile(kubeconfig, JSON.stringify(unreachableKubeconfig))
    const env = { PATH: `${folder}${delimiter}${path}`, KUBECONFIG: kubeconfig }
    const start = performance.now()
    await Promise.all(
      Array.from(
        { length: simultaneousPlugins },
        () => attempt({ env, signal })`kubectl get node none`,
      ),
    )
    return performance.now() - start
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
