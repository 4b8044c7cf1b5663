import { Chalk } from 'chalk'
import { expect, it } from 'vitest'
import { UserError } from '../../cli/errors.mts'
import { examine, missingIn, renderFindings, requireAll, Shortage } from './check.mts'

const findings = await examine([
  { what: 'kind', look: () => 'v0.31.0' },
  {
    what: 'inotify',
    look: () => {
      throw new Shortage('128 instances', 'sysctl')
    },
  },
  { what: 'memory', look: () => Promise.reject(new UserError('2 GB', 'Give more.')) },
])

it('distinguishes met, insufficient and missing requirements', () => {
  expect(findings.map(({ state }) => state)).toEqual(['ok', 'insufficient', 'missing'])
  expect(missingIn(findings).map(({ what }) => what)).toEqual(['memory'])
})

it('prints a line for each requirement, with the fix below it', () => {
  expect(renderFindings(findings, new Chalk({ level: 0 }))).toBe(`\
  ✓ kind            v0.31.0
  ! inotify         128 instances
                    sysctl
  ✗ memory          2 GB
                    Give more.
`)
})

it('throws only for missing requirements', () => {
  expect(() => requireAll('kind', findings)).toThrow(
    'Failed to start kind: requirements are missing:\n    memory: 2 GB\n      Give more.',
  )
  expect(() => requireAll('kind', findings.slice(0, 2))).not.toThrow()
})

it('rejects with errors that are not UserErrors', async () => {
  const look = () => Promise.reject(new TypeError('a bug'))
  await expect(examine([{ what: 'kind', look }])).rejects.toThrow(TypeError)
})
