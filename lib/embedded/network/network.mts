import { openPath, type Path } from './pod-path.mts'

export type { Path } from './pod-path.mts'
export type { Directions } from './tcp-connection.mts'

/** The paths to one server. Knows addresses only: not what is sent, nor who is behind an id. */
export interface Network {
  /** Makes the path of this id; it is not cut. Fails if there is one. */
  attach(id: string): Promise<Path>
  find(id: string): Path | undefined
  close(): Promise<void>
}

export const createNetwork = ({ serverPort }: { serverPort: number }): Network => {
  const paths = new Map<string, Path>()
  const taken = new Set<string>()

  const attach = async (id: string): Promise<Path> => {
    if (taken.has(id)) throw new Error(`Failed to attach "${id}": it has a path already.`)
    taken.add(id)
    const path = await openPath(id, serverPort).catch(error => {
      taken.delete(id)
      throw error
    })
    const attached = { ...path, close: () => detach(attached, path.close) }
    paths.set(id, attached)
    return attached
  }

  const detach = (path: Path, close: () => Promise<void>): Promise<void> => {
    if (paths.get(path.id) === path) {
      paths.delete(path.id)
      taken.delete(path.id)
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
