import { expect, it } from 'vitest'
import { createContactListener } from './contact.mts'

it('reports a lost server once, and its recovery once', () => {
  const told: (string | undefined)[] = []
  const { onContact, onFailure } = createContactListener(lost => told.push(lost))
  onContact()
  onFailure(new Error('refused'))
  onFailure(new Error('still refused'))
  expect(told).toEqual(['refused'])
  onContact()
  onContact()
  expect(told).toEqual(['refused', undefined])
})
