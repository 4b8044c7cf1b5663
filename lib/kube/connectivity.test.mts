import { expect, it } from 'vitest'
import { createConnectivityListener } from './connectivity.mts'

it('reports a lost server once, and its recovery once', () => {
  const reports: (string | undefined)[] = []
  const { onReachable, onFailure } = createConnectivityListener(lost => reports.push(lost))
  onReachable()
  onFailure(new Error('refused'))
  onFailure(new Error('still refused'))
  expect(reports).toEqual(['refused'])
  onReachable()
  onReachable()
  expect(reports).toEqual(['refused', undefined])
})
