import { $ } from 'zx/core'
import { command } from '../../cli/command.mts'
import type { ImageStore } from './images.mts'

/** The output of `docker info`. */
export interface EngineInfo {
  ServerVersion?: string
  /** The memory, in bytes. */
  MemTotal: number
  NCPU: number
  DockerRootDir: string
  CgroupVersion: string
  /** Pairs of a name and a value. */
  DriverStatus?: [string, string][] | null
}

/** Returns how the engine stores images. The containerd store reports its snapshotter as the driver type. */
export const imageStoreOf = ({ DriverStatus }: EngineInfo): ImageStore =>
  DriverStatus?.some(([name, value]) => name === 'driver-type' && value.includes('containerd'))
    ? 'containerd'
    : 'classic'

/**
 * Returns undefined for Docker. Otherwise, returns the name of the engine or the setting
 * `KIND_EXPERIMENTAL_PROVIDER=…`. The command `docker` can belong to Podman or nerdctl, and kind can be configured
 * to use one of them. `kind load docker-image` works only with Docker.
 */
export const findUnsupportedEngine = async (signal: AbortSignal): Promise<string | undefined> => {
  const provider = $.env.KIND_EXPERIMENTAL_PROVIDER
  if (provider && provider !== 'docker') return `KIND_EXPERIMENTAL_PROVIDER=${provider}`
  const name = (await command({ signal })`docker --version`).split(' ')[0]?.toLowerCase()
  return name === 'podman' || name === 'nerdctl' ? name : undefined
}
