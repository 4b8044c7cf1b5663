// @ts-check
// A replacement for coreutils' `timeout SECONDS COMMAND…`, for example on macOS. Plain JavaScript,
// so that it starts without a loader.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const [limit = '', command = '', ...args] = process.argv.slice(2)
const seconds = Number(limit.replace(/s$/, ''))
if (!(seconds >= 0) || command === '') {
  process.stderr.write('timeout: usage: timeout SECONDS COMMAND [ARGUMENT]...\n')
  process.exitCode = 125
} else {
  let expired = false
  const child = spawn(command, args, { stdio: 'inherit' })
  const timer = setTimeout(() => {
    expired = true
    child.kill('SIGTERM')
  }, seconds * 1000)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('error', () => {
    clearTimeout(timer)
    process.stderr.write(`timeout: failed to run command '${command}'\n`)
    process.exitCode = 127
  })
  child.on('exit', (code, signal) => {
    clearTimeout(timer)
    process.exitCode = expired ? 124 : (code ?? 128 + (signal ? constants.signals[signal] : 0))
  })
}
