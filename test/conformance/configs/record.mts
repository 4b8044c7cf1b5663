/**
 * Starts a real node-problem-detector with each configuration and records the outcome:
 *
 *   npx tsx test/conformance/configs/record.mts NODE_PROBLEM_DETECTOR
 */
import { resolve } from 'node:path'
import { mapConcurrently } from '../../../lib/kube/map-concurrent.mts'
import { cases } from './cases.mts'
import { writeRecording } from './recording.mts'
import { runRealNpd } from './run-real.mts'

const [binary = ''] = process.argv.slice(2)
const outcomes = await mapConcurrently(cases, 3, one => runRealNpd(resolve(binary), one))
writeRecording(cases.map(({ name }, index) => ({ name, outcome: outcomes[index] })))
