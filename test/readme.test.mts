import { rmSync } from 'node:fs'
import { afterAll, beforeAll } from 'vitest'
import { describePage } from './page.fixture.mts'

/** Removes the file that the example plugin reports as a problem. */
const removeProblem = () => rmSync('/tmp/disk-slow', { force: true })
beforeAll(removeProblem)
afterAll(removeProblem)

describePage('README.md')
