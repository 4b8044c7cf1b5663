import { dirname } from 'node:path'
import { UserError } from '../cli/errors.mts'
import { files } from '../repository.mts'
import { clusterName } from './cluster-name.mts'
import { runTool } from './tools.mts'

/** Builds `image/` under this name; resolves with its ID, which changes when its content does. */
export const buildImage = async (name: string, signal: AbortSignal): Promise<string> => {
  await runTool('docker', ['build', '--quiet', '--tag', name, dirname(files.dockerfile)], {
    signal,
    hint: 'Mend image/Dockerfile, or give the engine a way to the registry it names.',
  })
  return imageId(name, signal)
}

const imageId = async (name: string, signal: AbortSignal): Promise<string> =>
  (await runTool('docker', ['image', 'inspect', '--format', '{{.Id}}', name], { signal })).trim()

/** Those of the images that the local engine has. */
export const localImages = async (names: string[], signal: AbortSignal): Promise<string[]> => {
  const found = await Promise.all(
    names.map(name =>
      imageId(name, signal).catch(error => {
        if (!(error instanceof UserError)) throw error
        return ''
      }),
    ),
  )
  return names.filter((_, index) => found[index] !== '')
}

/** Brings images of the local engine to all nodes; kind leaves out nodes that have them. */
export const loadImages = async (names: string[], signal: AbortSignal): Promise<void> => {
  if (names.length === 0) return
  await runTool('kind', ['load', 'docker-image', '--name', clusterName, ...names], {
    signal,
    hint: 'Is there room on the disk? See `npx zx scripts/doctor.mts`.',
  })
}
