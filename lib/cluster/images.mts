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

/** The same of the watchdog, which is made of this repository's code. */
export const buildWatchdogImage = async (name: string, signal: AbortSignal): Promise<string> => {
  const { watchdogDockerfile: file, manifest } = files
  await runTool('docker', ['build', '--quiet', '--tag', name, '--file', file, dirname(manifest)], {
    signal,
    hint: 'Give the engine a way to the registries of images and of npm, or an image that it has: --watchdog-image IMAGE.',
  })
  return imageId(name, signal)
}

/** Changes when the content of the image does. Rejects with a UserError if the engine has none of this name. */
export const imageId = async (name: string, signal: AbortSignal): Promise<string> =>
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

const runtimeTimeoutSeconds = 60

/** Waits until containerd answers on all nodes, as it does before kubelet knows them, or after they were woken. */
export const waitForRuntime = async (signal: AbortSignal): Promise<void> => {
  const nodes = await runTool('kind', ['get', 'nodes', '--name', clusterName], { signal })
  const script = 'until ctr version > /dev/null 2>&1; do sleep 0.1; done'
  await Promise.all(
    nodes
      .split('\n')
      .filter(Boolean)
      .map(node =>
        runTool(
          'docker',
          ['exec', node, 'timeout', String(runtimeTimeoutSeconds), 'bash', '-c', script],
          { signal, hint: `See \`docker exec ${node} journalctl -u containerd\`.` },
        ),
      ),
  )
}

/** Brings images of the local engine to all nodes; kind leaves out nodes that have them. */
export const loadImages = async (names: string[], signal: AbortSignal): Promise<void> => {
  if (names.length === 0) return
  await runTool('kind', ['load', 'docker-image', '--name', clusterName, ...names], {
    signal,
    hint: 'Is there room on the disk? See `npx zx scripts/doctor.mts`.',
  })
}
