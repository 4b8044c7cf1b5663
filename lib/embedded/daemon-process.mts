import { runDaemon } from './daemon.mts'

// The program of the background process: the one file here that does something when it is loaded.
runDaemon().catch(error => {
  process.send?.({ type: 'failed' })
  throw error
})
