import { expect, it } from 'vitest'
import { createContactListener } from './contact.mts'

it('reports a lost server once, and its recovery once', () => {
  const reports: (string | undefined)[] = []
  const { onContact, onFailure } = createContactListener(lost => reports.push(lost))
  onContact()
  onFailure(new Error('refused'))
  onFailure(new Error('still refused'))
  expect(reports).toEqual(['refused'])
  onContact()
  onContact()
  expect(reports).toEqual(['refused', undefined])
})
