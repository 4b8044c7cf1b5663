import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { command } from '../../cli/command.mts'
import { UserError } from '../../cli/errors.mts'
import { displayPath, files } from '../../repository.mts'
import { clusterName } from '../cluster-name.mts'

/** How a Docker engine stores images. `containerd` is the default in new installations of Docker 29. */
export type ImageStore = 'classic' | 'containerd'

/** Builds the image in `image/`, tags it with this name, and resolves with its ID, which changes with its content. */
export const buildImage = (name: string, signal: AbortSignal): Promise<string> =>
  build(name, files.dockerfile, dirname(files.dockerfile), signal)

/** Builds the image of the watchdog, which contains the code of this repository. */
export const buildWatchdogImage = (name: string, signal: AbortSignal): Promise<string> =>
  build(name, files.watchdogDockerfile, dirname(files.manifest), signal)

/**
 * Builds without attestations, because `kind load` cannot load them. Old engines reject the option
 * `--provenance=false`, but all engines accept the environment variable.
 */
const build = async (
  name: string,
  dockerfile: string,
  folder: string,
  signal: AbortSignal,
): Promise<string> => {
  const file = displayPath(dockerfile)
  const hint = (stderr: string) =>
    isPullError(stderr)
      ? `Check that the engine can reach the registries named in ${file}. \`--cluster embedded\` needs no image.`
      : `Fix ${file}. \`--cluster embedded\` needs no image.`
  await command({
    signal,
    hint,
  })`BUILDX_NO_DEFAULT_ATTESTATIONS=1 docker build --quiet --tag ${name} --file ${dockerfile} ${folder}`
  return readImageId(name, signal)
}

const isPullError = (stderr: string): boolean =>
  /pull access denied|dial tcp|i\/o timeout|no such host|failed to resolve|TLS handshake|connection refused|manifest unknown|not found/.test(
    stderr,
  )

/**
 * Reads the ID of an image. The ID changes with the content of the image. Rejects with a UserError if the image is
 * missing.
 */
export const readImageId = async (name: string, signal: AbortSignal): Promise<string> =>
  (await command({ signal })`docker image inspect --format ${'{{.Id}}'} ${name}`).trim()

/** Returns which of these images the local engine has. */
export const findLocalImages = async (names: string[], signal: AbortSignal): Promise<string[]> => {
  const found = await Promise.all(
    names.map(name =>
      readImageId(name, signal).catch(error => {
        if (!(error instanceof UserError)) throw error
        return ''
      }),
    ),
  )
  return names.filter((_, index) => found[index] !== '')
}

const runtimeTimeoutSeconds = 60

/** Waits until containerd responds on all nodes. The nodes may be new or restarted. */
export const waitForRuntime = async (signal: AbortSignal): Promise<void> => {
  const nodes = await command({ signal })`kind get nodes --name ${clusterName}`
  const script = 'until ctr version > /dev/null 2>&1; do sleep 0.1; done'
  await Promise.all(
    nodes
      .split('\n')
      .filter(Boolean)
      .map(node => {
        const hint = `See \`docker exec ${node} journalctl -u containerd\`.`
        const run = command({ signal, hint })
        return run`docker exec ${node} timeout ${runtimeTimeoutSeconds} bash -c ${script}`
      }),
  )
}

export interface LoadOptions {
  store?: ImageStore
  /**
   * A JSON file with the IDs of images that were loaded from archives. Without it, kind would load
   * them again each time.
   */
  recordFile?: string
}

/**
 * Copies images of the local engine to all nodes that do not have them. Images in the containerd store are loaded
 * from a single-platform archive, because `kind load docker-image` fails for multi-platform images.
 */
export const loadImages = async (
  names: string[],
  signal: AbortSignal,
  { store = 'classic', recordFile }: LoadOptions = {},
): Promise<void> => {
  if (names.length === 0) return
  if (store === 'classic') {
    const run = command({ signal, hint: chooseLoadHint })
    await run`kind load docker-image --name ${clusterName} ${names}`
    return
  }
  const loaded = await readRecord(recordFile)
  for (const name of names) {
    const id = await readImageId(name, signal)
    if (loaded[name] === id) continue
    await loadFromArchive(name, signal)
    loaded[name] = id
    if (recordFile) await writeFile(recordFile, JSON.stringify(loaded), { mode: 0o600 })
  }
}

const readRecord = async (record: string | undefined): Promise<Record<string, string>> =>
  record && existsSync(record) ? JSON.parse(await readFile(record, 'utf8')) : {}

/** Saves the archive as a file, because kind reads it once for each node. */
const loadFromArchive = async (name: string, signal: AbortSignal): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'npd-test-image-'))
  const archive = join(folder, 'image.tar')
  const run = command({ signal, hint: chooseLoadHint })
  try {
    const platform = await readPlatform(name, signal)
    await run`docker image save --platform ${platform} --output ${archive} ${name}`
    await run`kind load image-archive --name ${clusterName} ${archive}`
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Reads the platform of the image. It can differ from the platform of the engine. */
const readPlatform = async (name: string, signal: AbortSignal): Promise<string> =>
  (
    await command({ signal })`docker image inspect --format ${'{{.Os}}/{{.Architecture}}'} ${name}`
  ).trim()

/** Returns the fix for a failed load, depending on its error. */
const chooseLoadHint = (stderr: string): string => {
  if (/content digest .*not found/.test(stderr))
    return 'Load only one platform of the image: `docker image save --platform linux/ARCH --output FILE IMAGE`, then `kind load image-archive FILE`.'
  if (/unknown flag: --platform|requires API version/.test(stderr))
    return 'Upgrade the Docker engine to version 28 or later. Earlier versions cannot save one platform of an image from the containerd image store.'
  if (/unknown containerd config version/.test(stderr))
    return 'Upgrade kind. This version cannot load images into nodes with this node image.'
  if (/no space left/.test(stderr))
    return 'Free some disk space: `docker system prune` deletes unused Docker data.'
  return 'Run `npx zx scripts/doctor.mts` to check the engine, or use `--cluster embedded`, which does not need an image.'
}
