import { parseArgs } from 'node:util'
import { createContext, type HardCheck } from './check.mts'
import { checkDisconnects } from './disconnects.mts'
import { checkFiles } from './files.mts'
import { checkKills } from './kills.mts'
import { checkLocks } from './locks.mts'
import { checkRequests } from './requests.mts'
import { checkSignals } from './signals.mts'
import { checkSilences } from './silences.mts'
import { checkTimeouts } from './timeouts.mts'

const checks: Record<string, { title: string; check: HardCheck }> = {
  kills: { title: '`run` and its background process are killed', check: checkKills },
  signals: { title: 'Ctrl-C in scripts that change something', check: checkSignals },
  disconnects: { title: 'nodes are disconnected and reconnected', check: checkDisconnects },
  silences: { title: "silences around the watchdog's limit", check: checkSilences },
  locks: { title: 'acquisitions of a contended lock', check: checkLocks },
  requests: { title: 'hostile requests', check: checkRequests },
  files: { title: 'damaged files', check: checkFiles },
  timeouts: { title: 'plugins that NPD kills', check: checkTimeouts },
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const names = Object.keys(checks).filter(name => (values.only ?? name) === name)
if (names.length === 0) throw new Error(`--only takes one of ${Object.keys(checks).join(', ')}`)

console.log(`seed ${values.seed}, Node.js ${process.version}`)
console.log('| check | tried | failed | how | time |\n| --- | --- | --- | --- | --- |')
let failed = 0
for (const name of names) {
  const { title, check } = checks[name] ?? {}
  if (!check) continue
  const report = (text: string) => console.error(`${name}: ${text}`)
  const start = performance.now()
  const { tried, failures, note } = await check(createContext(Number(values.seed), report))
  const seconds = Math.round((performance.now() - start) / 1000)
  failed += failures.length
  console.log(`| \`${name}\`: ${title} | ${tried} | ${failures.length} | ${note} | ${seconds} s |`)
  for (const failure of failures) console.error(`${name} failed: ${failure}`)
}
process.exitCode = failed > 0 ? 1 : 0
