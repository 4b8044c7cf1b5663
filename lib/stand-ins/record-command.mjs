// @ts-check
// Runs a command and appends its arguments, output and exit code to a file. Before it starts the command, this script
// appends a line without the exit code, in case the script is killed while the command runs. Plain JavaScript, so
// that it starts without a loader.
import { spawnSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'

const [file = '', name = '', command = '', ...args] = process.argv.slice(2)
const call = { name, args: args.join(' ') }
appendFileSync(file, `${JSON.stringify(call)}\n`)
const { status, stdout, stderr } = spawnSync(command, args, {
  stdio: ['inherit', 'pipe', 'pipe'],
  encoding: 'utf8',
})
const exit = status ?? 1
appendFileSync(file, `${JSON.stringify({ ...call, exit, stdout, stderr })}\n`)
process.stdout.write(stdout ?? '')
process.stderr.write(stderr ?? '')
process.exitCode = exit
