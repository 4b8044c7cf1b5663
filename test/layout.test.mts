import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repository } from './scripts.fixture.mts'

interface Import {
  from: string
  to: string
}

const modules = (folder: string): string[] =>
  readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.mts'))
    .map(file => join(folder, file))

const sources = (folder: string): string[] =>
  modules(folder).filter(file => !/\.(test|fixture)\.mts$/.test(file))

const importsOf = (file: string): Import[] =>
  [
    ...readFileSync(join(repository, file), 'utf8').matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g),
  ].map(([, path = '']) => ({ from: file, to: normalize(join(dirname(file), path)) }))

const imports = [...sources('lib'), ...sources('scripts')].flatMap(importsOf)

/** Returns `lib/kube` for `lib/kube/labels/selector.mts`. A file directly in `lib` is its own folder. */
const folderOf = (file: string): string => file.split('/').slice(0, 2).join('/')

/** Returns the folders of one import cycle, or undefined. */
const findCycle = (edges: Map<string, Set<string>>): string[] | undefined => {
  const done = new Set<string>()
  const visit = (folder: string, path: string[]): string[] | undefined => {
    if (path.includes(folder)) return [...path.slice(path.indexOf(folder)), folder]
    if (done.has(folder)) return undefined
    for (const next of edges.get(folder) ?? []) {
      const cycle = visit(next, [...path, folder])
      if (cycle) return cycle
    }
    done.add(folder)
    return undefined
  }
  return [...edges.keys()].map(folder => visit(folder, [])).find(cycle => cycle !== undefined)
}

const edgesOf = (pairs: Import[]): Map<string, Set<string>> => {
  const edges = new Map<string, Set<string>>()
  for (const { from, to } of pairs) {
    const [a, b] = [folderOf(from), folderOf(to)]
    if (a !== b) edges.set(a, (edges.get(a) ?? new Set()).add(b))
  }
  return edges
}

describe('layout', () => {
  it('contains no import cycle between folders', () => {
    expect(imports.length).toBeGreaterThan(500)
    expect(findCycle(edgesOf(imports))).toBeUndefined()
  })

  it('detects a cycle', () => {
    const cycle = [
      { from: 'lib/a/x.mts', to: 'lib/b/x.mts' },
      { from: 'lib/b/y.mts', to: 'lib/c/x.mts' },
      { from: 'lib/c/y.mts', to: 'lib/a/y.mts' },
    ]
    expect(findCycle(edgesOf(cycle))).toEqual(['lib/a', 'lib/b', 'lib/c', 'lib/a'])
  })

  it('imports embedded/ only from cluster/embedded/', () => {
    const outside = imports.filter(
      ({ from, to }) =>
        to.startsWith('lib/embedded/') &&
        !from.startsWith('lib/embedded/') &&
        !from.startsWith('lib/cluster/embedded/'),
    )
    expect(outside).toEqual([])
  })

  it('keeps npd/, yaml/ and cli/ independent of other folders', () => {
    const above = imports.filter(
      ({ from, to }) => /^lib\/(npd|yaml|cli)\//.test(from) && folderOf(from) !== folderOf(to),
    )
    const allowed = /^lib\/(cli|npd|repository\.mts|yaml)\b/
    expect(above.filter(({ to }) => !allowed.test(to))).toEqual([])
  })

  it('runs external commands through zx', () => {
    const exceptions = [
      // The plugin runner, which starts processes like NPD, and the benchmark that measures it.
      ...['lib/npd/plugin-process.mts', 'bench/plugin.mts'],
      // Processes that outlive the script, or that exchange data with it.
      ...['lib/cluster/embedded/node-process.mts', 'lib/cli/reaper.mts', 'bench/bench-server.mts'],
      'lib/timeline/chromium.fixture.mts',
      // Measured or recorded programs: a shell would change the environment, and logs must stay bytes.
      ...['bench/watchdog.mts', 'test/conformance/configs/run-real.mts'],
      ...['test/conformance/differential/real-npd.mts', 'test/conformance/outages/npd.mts'],
    ]
    const users = ['lib', 'scripts', 'bench', 'test']
      .flatMap(modules)
      .filter(file =>
        /from '(node:)?child_process'/.test(readFileSync(join(repository, file), 'utf8')),
      )
    expect(users.sort()).toEqual(exceptions.sort())
  })
})
