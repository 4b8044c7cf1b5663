import { messageOf } from '../cli/errors.mts'
import { runBackgroundCluster, type StartMessage } from './background-cluster.mts'

// Entry point of the background process. No other file in this folder runs code when imported.
runBackgroundCluster().catch(error => {
  const message: StartMessage = { type: 'failed', reason: messageOf(error) }
  // Sends the message first, because logging fails if the disk is full.
  process.send?.(message, () => {
    console.error(error)
    process.exit(1)
  })
})
