import { expect, test } from 'vitest'
import { nodeKind } from './kinds/node.mts'
import { renderTable } from './tables.mts'

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', creationTimestamp: '2026-01-01T00:00:00Z' },
}
const now = new Date('2026-01-01T00:01:25Z')

test('a row has a cell for every column, including wide columns', () => {
  const table = renderTable(nodeKind, [node], {
    includeObject: 'Metadata',
    withColumns: true,
    listMeta: { resourceVersion: '7' },
    now,
  })
  expect(table).toMatchObject({
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: '7' },
    rows: [
      {
        cells: [
          'n1',
          'Unknown',
          '<none>',
          '85s',
          '',
          '<none>',
          '<none>',
          ...Array(3).fill('<unknown>'),
        ],
        object: {
          kind: 'PartialObjectMetadata',
          apiVersion: 'meta.k8s.io/v1',
          metadata: node.metadata,
        },
      },
    ],
  })
  expect(table).toHaveProperty('columnDefinitions.0', {
    name: 'Name',
    type: 'string',
    format: 'name',
    description: '',
    priority: 0,
  })
})

test('a row contains the object, its metadata or neither, and columns are optional', () => {
  const render = (includeObject: 'Object' | 'None') =>
    renderTable(nodeKind, [node], { includeObject, withColumns: false, now })
  expect(render('Object')).toMatchObject({ columnDefinitions: null, rows: [{ object: node }] })
  expect(render('None')).toHaveProperty('rows.0.object', null)
})
