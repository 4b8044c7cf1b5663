import { type NetworkPath, openNetworkPath } from './pod-path.mts'

export type { NetworkPath } from './pod-path.mts'
export type { BlockedDirections } from './tcp-connection.mts'

/** The network paths to one server, by pod ID. */
export interface Network {
  /** Creates an open path with this ID. Fails if the ID already has a path. */
  attach(id: string): Promise<NetworkPath>
  find(id: string): NetworkPath | undefined
  close(): Promise<void>
}

export const createNetwork = ({ serverPort }: { serverPort: number }): Network => {
  const paths = new Map<string, NetworkPath>()
  const reservedIds = new Set<string>()

  const attach = async (id: string): Promise<NetworkPath> => {
    if (reservedIds.has(id))
      throw new Error(`Failed to attach pod "${id}": it already has a network path.`)
    reservedIds.add(id)
    const path = await openNetworkPath(id, serverPort).catch(error => {
      reservedIds.delete(id)
      throw error
    })
    const attachedPath = { ...path, close: () => detach(attachedPath, path.close) }
    paths.set(id, attachedPath)
    return attachedPath
  }

  const detach = (path: NetworkPath, close: () => Promise<void>): Promise<void> => {
    if (paths.get(path.id) === path) {
      paths.delete(path.id)
      reservedIds.delete(path.id)
    }
    return close()
  }

  return {
    attach,
    find: id => paths.get(id),
    close: async () => {
      await Promise.all([...paths.values()].map(path => path.close()))
    },
  }
}
