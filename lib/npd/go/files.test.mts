import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { isMissing, systemError } from './files.mts'

it('takes a path for missing only where nothing is there', () => {
  expect([import.meta.filename, '/none'].map(isMissing)).toEqual([false, true])
  const unseen = [`${import.meta.filename}/x`, `/${'x'.repeat(256)}`, '/a\0b']
  expect(unseen.map(isMissing)).toEqual([false, false, false])
})

it('says what the system says, in Go’s words', () => {
  const wordsFor = (path: string) => {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      return systemError(error)
    }
  }
  expect([import.meta.dirname, '/none', '/a\0b'].map(wordsFor)).toEqual([
    'is a directory',
    'no such file or directory',
    'invalid argument',
  ])
})
