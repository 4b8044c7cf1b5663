import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { coerce, gte } from 'semver'
import { command, isOnPath } from '../../cli/command.mts'
import { type EngineInfo, findUnsupportedEngine, imageStoreOf } from '../kind/engine.mts'
import type { Check } from './check.mts'
import { UnmetRequirement } from './check.mts'

/** Memory and disk space for four nodes, chaos-mesh and NPD, in GB. */
const memoryNeeded = 4
const diskNeeded = 8

/** Rejects with a UserError if no Docker engine is running. */
export const readEngineInfo = async (signal: AbortSignal): Promise<EngineInfo> => {
  const hint =
    process.platform === 'darwin'
      ? 'Start one: Docker Desktop, or `colima start --network-address --memory 6`.'
      : 'Start one: `systemctl start docker`; your user must be in the group `docker`.'
  if (!(await isOnPath('docker')))
    throw new UnmetRequirement(
      'docker is not on PATH',
      'Install it: https://docs.docker.com/engine/install/',
    )
  const other = await findUnsupportedEngine(signal)
  if (other)
    throw new UnmetRequirement(
      `${other} is not supported; only Docker is`,
      'Use a Docker engine or `--cluster embedded`.',
    )
  const text = await command({ signal, hint })`docker info --format ${'{{json .}}'}`
  const info = JSON.parse(text) as EngineInfo
  // Without an engine, `docker info` prints only the part about the client, and exits with 0.
  if (!info.ServerVersion) throw new UnmetRequirement('no Docker engine is running', hint)
  return info
}

/** Creates the checks for the engine, including whether it can run nodes with this image. */
export const createEngineChecks = (info: EngineInfo, nodeImage: string): Check[] => [
  { name: 'Docker engine', run: () => `${info.ServerVersion}, ${info.NCPU} CPUs` },
  { name: 'image store', run: () => checkImageStore(info) },
  { name: 'cgroups', run: () => checkCgroups(info, nodeImage) },
]

/** The first Docker version that can save one platform of an image (API 1.48). */
const minDockerVersion = '28.0.0'

const checkImageStore = (info: EngineInfo): string => {
  if (imageStoreOf(info) === 'classic') return 'classic; images are loaded directly'
  const version = coerce(info.ServerVersion)
  if (version && gte(version, minDockerVersion))
    return 'containerd; images are loaded from archives'
  throw new UnmetRequirement(
    `containerd, but kind cannot load images from it in Docker ${info.ServerVersion}`,
    'Upgrade the engine to Docker 28 or later, or turn off the containerd image store: `{"features": {"containerd-snapshotter": false}}` in daemon.json.',
  )
}

/** Creates the checks of the memory and disk space for a new cluster. */
export const capacityChecks = (info: EngineInfo): Check[] => [
  { name: 'memory', run: () => checkMemory(info) },
  { name: 'disk', run: () => checkDisk(info) },
]

const formatGigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

const checkMemory = ({ MemTotal }: EngineInfo): string => {
  if (MemTotal >= memoryNeeded * 1e9) return formatGigabytes(MemTotal)
  throw new UnmetRequirement(
    `${formatGigabytes(MemTotal)}, but the cluster needs ${memoryNeeded} GB`,
    'Increase the memory of the engine, for example with `colima start --memory 6`, or use fewer --workers.',
  )
}

const checkDisk = async ({ DockerRootDir }: EngineInfo): Promise<string> => {
  if (!existsSync(DockerRootDir)) return `unknown, because ${DockerRootDir} is not on this machine`
  const { bavail, bsize } = await statfs(DockerRootDir)
  const free = bavail * bsize
  if (free >= diskNeeded * 1e9) return `${formatGigabytes(free)} free`
  throw new UnmetRequirement(
    `${formatGigabytes(free)} free in ${DockerRootDir}, but the cluster needs ${diskNeeded} GB`,
    'Free some space, for example with `docker system prune`.',
  )
}

/** Since Kubernetes 1.35, the kubelet does not start on cgroup v1 by default (`failCgroupV1`). */
const checkCgroups = ({ CgroupVersion }: EngineInfo, nodeImage: string): string => {
  const kubernetes = coerce(/:v([\d.]+)/.exec(nodeImage)?.[1])
  if (CgroupVersion !== '1') return `v${CgroupVersion}`
  if (!kubernetes) return `v1; unknown whether ${nodeImage} supports it`
  if (!gte(kubernetes, '1.35.0')) return `v1, which Kubernetes ${kubernetes} supports`
  throw new UnmetRequirement(
    `v1, but ${nodeImage.replace(/@.*/, '')} needs v2`,
    'Use an older image, for example --node-image kindest/node:v1.34.0, or boot with systemd.unified_cgroup_hierarchy=1.',
  )
}
