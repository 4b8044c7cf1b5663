import { rmSync } from 'node:fs'
import { afterAll, beforeAll } from 'vitest'
import { describePage } from './page.fixture.mts'

/** The file that the new plugin takes for a problem. */
const removeProblem = () => rmSync('/tmp/disk-slow', { force: true })
beforeAll(removeProblem)
afterAll(removeProblem)

describePage('README.md')
