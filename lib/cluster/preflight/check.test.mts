import { Chalk } from 'chalk'
import { expect, it } from 'vitest'
import { UserError } from '../../cli/errors.mts'
import { findUnmet, Limitation, renderFindings, requireAllMet, runChecks } from './check.mts'

const findings = await runChecks([
  { name: 'kind', run: () => 'v0.31.0' },
  {
    name: 'inotify',
    run: () => {
      throw new Limitation('128 instances', 'sysctl')
    },
  },
  { name: 'memory', run: () => Promise.reject(new UserError('2 GB', 'Give more.')) },
])

it('distinguishes met requirements, limitations and unmet requirements', () => {
  expect(findings.map(({ state }) => state)).toEqual(['ok', 'limited', 'unmet'])
  expect(findUnmet(findings).map(({ name }) => name)).toEqual(['memory'])
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

it('throws only for unmet requirements', () => {
  expect(() => requireAllMet('kind', findings)).toThrow(
    'Failed to start the kind cluster: these requirements are not met:\n    memory: 2 GB\n      Give more.',
  )
  expect(() => requireAllMet('kind', findings.slice(0, 2))).not.toThrow()
})

it('rejects with errors that are not UserErrors', async () => {
  const run = () => Promise.reject(new TypeError('a bug'))
  await expect(runChecks([{ name: 'kind', run }])).rejects.toThrow(TypeError)
})
