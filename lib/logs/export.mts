import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { messageOf, UserError } from '../cli/errors.mts'
import type { KubeApi } from '../kube/api.mts'
import { mapConcurrently } from '../kube/map-concurrent.mts'
import type { Pod } from '../kube/types.mts'
import { findNpdPods } from './read-logs.mts'

const maxConcurrentExports = 8

/**
 * Writes the log of every NPD pod to `folder`/NODE/POD.log, with timestamps. Resolves with the
 * number of pods. Rejects with a UserError if there are none, or if the folder is not writable.
 */
export const exportNpdLogs = async (
  api: KubeApi,
  folder: string,
  signal: AbortSignal,
): Promise<number> => {
  const pods = await findNpdPods(api, [])
  await mapConcurrently(pods, maxConcurrentExports, pod => exportLog(api, folder, pod, signal))
  return pods.length
}

const exportLog = async (
  api: KubeApi,
  folder: string,
  { metadata: { name, namespace = '' }, spec: { nodeName = '' } }: Pod,
  signal: AbortSignal,
): Promise<void> => {
  const file = join(folder, nodeName, `${name}.log`)
  try {
    await mkdir(join(folder, nodeName), { recursive: true })
    const lines = api.readPodLog(namespace, name, { timestamps: true, signal })
    await pipeline(lines, addLineBreaks, createWriteStream(file))
  } catch (error) {
    if (!isFileError(error)) throw error
    throw new UserError(
      `Failed to write ${file}: ${messageOf(error)}.`,
      'Choose a writable folder with --export-logs.',
    )
  }
}

async function* addLineBreaks(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`
}

const isFileError = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && 'path' in error
