import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { coerce, gte } from 'semver'
import { command, isOnPath } from '../../cli/command.mts'
import { UserError } from '../../cli/errors.mts'
import { type EngineInfo, imageStoreOf, otherEngine } from '../kind/engine.mts'
import type { Check } from './check.mts'

/** What four nodes, chaos-mesh and NPD take, in GB. */
const memoryNeeded = 4
const diskNeeded = 8

/** Rejects with a UserError if no Docker engine answers. */
export const readEngine = async (signal: AbortSignal): Promise<EngineInfo> => {
  const hint =
    process.platform === 'darwin'
      ? 'Start one: Docker Desktop, or `colima start --network-address --memory 6`.'
      : 'Start one: `systemctl start docker`; your user must be in the group `docker`.'
  if (!(await isOnPath('docker')))
    throw new UserError('no docker on PATH', 'Install it: https://docs.docker.com/engine/install/')
  const other = await otherEngine(signal)
  if (other)
    throw new UserError(
      `${other} is not supported, only Docker`,
      'Use a Docker engine, or `--cluster embedded`, which needs none.',
    )
  const text = await command({ signal, hint })`docker info --format ${'{{json .}}'}`
  const info = JSON.parse(text) as EngineInfo
  // It prints what the client knows, and exits 0, when there is no engine.
  if (!info.ServerVersion) throw new UserError('no Docker engine answers', hint)
  return info
}

/** The engine, and whether it can run nodes of this image. */
export const engineChecks = (info: EngineInfo, nodeImage: string): Check[] => [
  { what: 'Docker engine', look: () => `${info.ServerVersion}, ${info.NCPU} CPUs` },
  { what: 'image store', look: () => checkImageStore(info) },
  { what: 'cgroups', look: () => checkCgroups(info, nodeImage) },
]

/** The first engine that can save one platform of an image (API 1.48). */
const savesPlatforms = '28.0.0'

const checkImageStore = (info: EngineInfo): string => {
  if (imageStoreOf(info) === 'classic') return 'classic; images are loaded directly'
  const version = coerce(info.ServerVersion)
  if (version && gte(version, savesPlatforms)) return 'containerd; images are loaded from archives'
  throw new UserError(
    `containerd, of Docker ${info.ServerVersion}, whose images kind cannot load`,
    'Upgrade the engine to Docker 28 or later, or turn the store off: `{"features": {"containerd-snapshotter": false}}` in daemon.json.',
  )
}

/** What a new cluster takes. */
export const roomChecks = (info: EngineInfo): Check[] => [
  { what: 'memory', look: () => checkMemory(info) },
  { what: 'disk', look: () => checkDisk(info) },
]

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`

const checkMemory = ({ MemTotal }: EngineInfo): string => {
  if (MemTotal >= memoryNeeded * 1e9) return gigabytes(MemTotal)
  throw new UserError(
    `${gigabytes(MemTotal)}, and the cluster takes ${memoryNeeded} GB`,
    'Give the engine more, as in `colima start --memory 6`, or make fewer nodes with --workers.',
  )
}

const checkDisk = async ({ DockerRootDir }: EngineInfo): Promise<string> => {
  if (!existsSync(DockerRootDir)) return "not known, for it is not this machine's"
  const { bavail, bsize } = await statfs(DockerRootDir)
  const free = bavail * bsize
  if (free >= diskNeeded * 1e9) return `${gigabytes(free)} free`
  throw new UserError(
    `${gigabytes(free)} are free in ${DockerRootDir}, and the cluster takes ${diskNeeded} GB`,
    'Make room: `docker system prune` deletes what the engine does not use.',
  )
}

/** kubelet 1.35 and later does not start on cgroup v1 (`failCgroupV1`). */
const checkCgroups = ({ CgroupVersion }: EngineInfo, nodeImage: string): string => {
  const kubernetes = coerce(/:v([\d.]+)/.exec(nodeImage)?.[1])
  if (CgroupVersion !== '1') return `v${CgroupVersion}`
  if (!kubernetes) return `v1; whether ${nodeImage} takes that is not known`
  if (!gte(kubernetes, '1.35.0')) return `v1, which Kubernetes ${kubernetes} takes`
  throw new UserError(
    `v1, and ${nodeImage.replace(/@.*/, '')} needs v2`,
    'Give an older one, --node-image kindest/node:v1.34.0, or boot with systemd.unified_cgroup_hierarchy=1.',
  )
}
