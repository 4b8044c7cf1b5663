import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { lintRules } from './rules.mts'

const folder = fileURLToPath(new URL('.', import.meta.url))
const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.test.mts') && !file.startsWith('rules'))
  .map(file => readFileSync(join(folder, file), 'utf8'))
  .join('\n')

it.each(Object.keys(lintRules))('%s is covered by a test', rule => {
  expect(tests).toMatch(new RegExp(`['"\`]${rule}\\b`))
})
