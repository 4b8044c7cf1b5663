import { describe, expect, it } from 'vitest'
import { get, list } from './read.mts'
import { buildRequest, createContext, findKind } from './rest.fixture.mts'

const { store } = createContext()
for (const [name, x] of [
  ['a', '1'],
  ['b', '2'],
  ['c', '1'],
] as const)
  store.put(findKind('Node'), { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: { x } } })

interface List {
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number }
  items: { metadata: { name: string } }[]
}

const page = (query: string): List =>
  JSON.parse(String(list(store, buildRequest('Node', { query })).body))
const namesOf = ({ items }: List) => items.map(({ metadata }) => metadata.name)

describe('get', () => {
  it('returns the object or a not-found error', () => {
    expect(get(store, buildRequest('Node', { name: 'a' }))).toMatchObject({
      code: 200,
      body: { metadata: { name: 'a' } },
    })
    expect(() => get(store, buildRequest('Node', { name: 'z' }))).toThrow('nodes "z" not found')
  })
})

describe('list', () => {
  it('selects by labels and fields', () => {
    expect(namesOf(page('labelSelector=x%3D1'))).toEqual(['a', 'c'])
    expect(namesOf(page('fieldSelector=metadata.name%3Db'))).toEqual(['b'])
  })

  it('selects by labels as the real API server does', () => {
    const { store } = createContext()
    for (const [name, labels] of [
      ['a', { in: 'x', n: '' }],
      ['b', { notin: 'y', n: '1e3' }],
      ['c', { n: '0x10' }],
      ['d', { n: '4.5' }],
      ['e', { n: '20' }],
    ] as const)
      store.put(findKind('Node'), { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } })
    const select = (labelSelector: string): string[] => {
      const query = new URLSearchParams({ labelSelector }).toString()
      return namesOf(JSON.parse(String(list(store, buildRequest('Node', { query })).body)))
    }
    expect(select('in=x')).toEqual(['a'])
    expect(select('!in')).toEqual(['b', 'c', 'd', 'e'])
    expect(select('notin')).toEqual(['b'])
    expect([select('n>0'), select('n<100')]).toEqual([['e'], ['e']])
    expect(select('constructor')).toEqual([])
    expect(() => select('!in=x')).toThrow(
      expect.objectContaining({
        message: "found '=', expected: ',' or 'end of string'",
        status: expect.objectContaining({ code: 400, reason: 'BadRequest' }),
      }),
    )
  })

  it('returns pages of one version', () => {
    const first = page('limit=2')
    expect([namesOf(first), first.metadata.remainingItemCount]).toEqual([['a', 'b'], 1])
    const second = page(`limit=2&continue=${first.metadata.continue}`)
    expect(namesOf(second)).toEqual(['c'])
    expect(second.metadata.continue).toBeUndefined()
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
  })

  it('rejects an invalid token and a version that is too old', () => {
    expect(() => page('continue=nonsense')).toThrow('continue key is not valid')
    store.compact()
    expect(() => page('resourceVersion=1&resourceVersionMatch=Exact')).toThrow('too old')
    expect(() => page('resourceVersionMatch=Exact')).toThrow('unless resourceVersion is provided')
  })
})
