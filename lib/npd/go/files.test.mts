import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { isMissing, systemErrorText } from './files.mts'

it('treats a path as missing only if nothing exists there', () => {
  expect([import.meta.filename, '/none'].map(isMissing)).toEqual([false, true])
  const unseen = [`${import.meta.filename}/x`, `/${'x'.repeat(256)}`, '/a\0b']
  expect(unseen.map(isMissing)).toEqual([false, false, false])
})

it('returns Go’s texts for system errors', () => {
  const errorFor = (path: string) => {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      return systemErrorText(error)
    }
  }
  expect([import.meta.dirname, '/none', '/a\0b'].map(errorFor)).toEqual([
    'is a directory',
    'no such file or directory',
    'invalid argument',
  ])
})
