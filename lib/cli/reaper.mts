import { spawn } from 'node:child_process'

/**
 * Waits until stdin is closed, which happens when the parent process is killed. Then kills the processes
 * whose environment contains the marker, and removes the folder, if there is one. Without /proc, searches the
 * arguments of processes instead of their environment.
 */
const reaperScript = `
read -r line
for file in /proc/[0-9]*/environ; do
  grep -qaF "$0" "$file" 2> /dev/null || continue
  pid=\${file#/proc/}
  kill -9 "\${pid%/environ}"
done
[ -d /proc ] || pkill -9 -f "$0"
[ -z "$1" ] || rm -rf "$1"`

/**
 * Starts a helper process. If this process is killed, the helper kills the processes with the marker and removes
 * the folder. Returns a function that stops the helper.
 */
export const startReaper = (marker: string, folder = ''): (() => void) => {
  const child = spawn('/bin/sh', ['-c', reaperScript, marker, folder], {
    detached: true,
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  child.stdin.on('error', () => {})
  return () => child.kill('SIGKILL')
}
