import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lintRules } from './rules.mts'

const folder = import.meta.dirname
const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.test.mts') && !file.startsWith('rules'))
  .map(file => readFileSync(join(folder, file), 'utf8'))
  .join('\n')

it.each(Object.keys(lintRules))('%s has a test that finds it', rule => {
  expect(tests).toMatch(new RegExp(`['"\`]${rule}\\b`))
})
