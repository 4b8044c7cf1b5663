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

/** `lib/kube` of `lib/kube/labels/selector.mts`; a file directly in `lib` stands for itself. */
const folderOf = (file: string): string => file.split('/').slice(0, 2).join('/')

/** A path through the arrows that comes back to where it began; undefined if there is none. */
const findCircle = (arrows: Map<string, Set<string>>): string[] | undefined => {
  const done = new Set<string>()
  const visit = (folder: string, path: string[]): string[] | undefined => {
    if (path.includes(folder)) return [...path.slice(path.indexOf(folder)), folder]
    if (done.has(folder)) return undefined
    for (const next of arrows.get(folder) ?? []) {
      const circle = visit(next, [...path, folder])
      if (circle) return circle
    }
    done.add(folder)
    return undefined
  }
  return [...arrows.keys()].map(folder => visit(folder, [])).find(circle => circle !== undefined)
}

const arrowsOf = (pairs: Import[]): Map<string, Set<string>> => {
  const arrows = new Map<string, Set<string>>()
  for (const { from, to } of pairs) {
    const [a, b] = [folderOf(from), folderOf(to)]
    if (a !== b) arrows.set(a, (arrows.get(a) ?? new Set()).add(b))
  }
  return arrows
}

describe('layout', () => {
  it('has no circle between folders', () => {
    expect(imports.length).toBeGreaterThan(500)
    expect(findCircle(arrowsOf(imports))).toBeUndefined()
  })

  it('finds a circle', () => {
    const circle = [
      { from: 'lib/a/x.mts', to: 'lib/b/x.mts' },
      { from: 'lib/b/y.mts', to: 'lib/c/x.mts' },
      { from: 'lib/c/y.mts', to: 'lib/a/y.mts' },
    ]
    expect(findCircle(arrowsOf(circle))).toEqual(['lib/a', 'lib/b', 'lib/c', 'lib/a'])
  })

  it('imports embedded/ in cluster/embedded/ only', () => {
    const outside = imports.filter(
      ({ from, to }) =>
        to.startsWith('lib/embedded/') &&
        !from.startsWith('lib/embedded/') &&
        !from.startsWith('lib/cluster/embedded/'),
    )
    expect(outside).toEqual([])
  })

  it('imports nothing of ours in npd/, yaml/ and cli/', () => {
    const above = imports.filter(
      ({ from, to }) => /^lib\/(npd|yaml|cli)\//.test(from) && folderOf(from) !== folderOf(to),
    )
    const allowed = /^lib\/(cli|npd|repository\.mts|yaml)\b/
    expect(above.filter(({ to }) => !allowed.test(to))).toEqual([])
  })

  it('runs external commands through zx', () => {
    const exceptions = [
      // NPD's own way of running plugins, and what its speed is compared with.
      ...['lib/npd/plugin-process.mts', 'bench/plugin.mts'],
      // Processes that outlive the script, or that it talks to over a channel of their own.
      ...['lib/cluster/embedded/connect.mts', 'lib/cluster/embedded/watchdog.mts'],
      ...['lib/plugins/try/reaper.mts', 'bench/bench-server.mts'],
      'lib/timeline/chromium.fixture.mts',
      // What is measured or recorded: a shell would add to its environment, and its log is bytes.
      ...['bench/watchdog.mts', 'test/conformance/configs/play-real.mts'],
      ...['test/conformance/differential/real.mts', 'test/conformance/outages/npd.mts'],
    ]
    const users = ['lib', 'scripts', 'bench', 'test']
      .flatMap(modules)
      .filter(file =>
        /from '(node:)?child_process'/.test(readFileSync(join(repository, file), 'utf8')),
      )
    expect(users.sort()).toEqual(exceptions.sort())
  })
})
