import { $ } from 'zx/core'
import { command } from '../../cli/command.mts'
import type { ImageStore } from './images.mts'

/** The output of `docker info`. */
export interface EngineInfo {
  ServerVersion?: string
  /** In bytes. */
  MemTotal: number
  NCPU: number
  DockerRootDir: string
  CgroupVersion: string
  /** Pairs of a name and a value. */
  DriverStatus?: [string, string][] | null
}

/** How the engine stores images: the containerd store names its snapshotter as the driver type. */
export const imageStoreOf = ({ DriverStatus }: EngineInfo): ImageStore =>
  DriverStatus?.some(([name, value]) => name === 'driver-type' && value.includes('containerd'))
    ? 'containerd'
    : 'classic'

/**
 * What runs instead of Docker: the command `docker` may be Podman's or nerdctl's, and kind may be
 * configured for one of them. `kind load docker-image` works with Docker only. Undefined for Docker.
 */
export const otherEngine = async (signal: AbortSignal): Promise<string | undefined> => {
  const provider = $.env.KIND_EXPERIMENTAL_PROVIDER
  if (provider && provider !== 'docker') return `KIND_EXPERIMENTAL_PROVIDER=${provider}`
  const name = (await command({ signal })`docker --version`).split(' ')[0]?.toLowerCase()
  return name === 'podman' || name === 'nerdctl' ? name : undefined
}
