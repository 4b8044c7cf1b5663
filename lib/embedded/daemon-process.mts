import { runDaemon } from './daemon.mts'

// Entry point of the background process. It is the only file here that runs code when imported.
runDaemon().catch(error => {
  process.send?.({ type: 'failed' })
  throw error
})
