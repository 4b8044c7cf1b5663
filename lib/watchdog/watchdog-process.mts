import { defaultLimits } from './decide.mts'
import { createOutput, runWatchdog } from './run.mts'

// The watchdog of an embedded cluster: a background process that runs until SIGTERM, or until the cluster is removed.
process.env.NPD_TEST_DIR = process.argv[2]
const controller = new AbortController()
process
  .on('SIGTERM', () => controller.abort())
  .on('SIGINT', () => {})
  .on('SIGHUP', () => {})
const write = (text: string) => void process.stdout.write(text)
await runWatchdog(
  {
    clusterChoice: { cluster: 'embedded', context: undefined },
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
  { ...createOutput(write, write, { dryRun: false }), signal: controller.signal },
)
