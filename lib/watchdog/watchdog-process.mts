import { defaultLimits } from './decide.mts'
import { outputTo, runWatchdog } from './run.mts'

// The watchdog of an embedded cluster: a background process that runs until SIGTERM, or until the
// cluster ends.
process.env.NPD_TEST_DIR = process.argv[2]
const controller = new AbortController()
process
  .on('SIGTERM', () => controller.abort())
  .on('SIGINT', () => {})
  .on('SIGHUP', () => {})
const write = (text: string) => void process.stdout.write(text)
await runWatchdog(
  {
    choice: { cluster: 'embedded', context: undefined },
    overrides: {},
    once: false,
    dryRun: false,
    listen: undefined,
    namespace: undefined,
    leaderElection: true,
    overwriteTrue: false,
    removeConditions: false,
    limits: defaultLimits,
  },
  { ...outputTo(write, write, { dryRun: false }), signal: controller.signal },
)
