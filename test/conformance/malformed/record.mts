/**
 * Sends the requests to a real API server that is new and empty, and records the codes and reasons of
 * its responses:
 *
 *   npx tsx test/conformance/malformed/record.mts KUBECONFIG
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { playAll, recordingFile } from './play.mts'

const { clusters, users } = parse(readFileSync(process.argv[2] ?? '', 'utf8'))
const server = { url: clusters[0].cluster.server, token: users[0].user.token }
writeFileSync(recordingFile, `${(await playAll(server)).join('\n')}\n`)
