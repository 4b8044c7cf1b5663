import { runBackgroundCluster } from './background-cluster.mts'

// Entry point of the background process. It is the only file here that runs code when imported.
runBackgroundCluster().catch(error => {
  process.send?.({ type: 'failed' })
  throw error
})
