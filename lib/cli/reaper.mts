import { spawn } from 'node:child_process'

/**
 * Waits for the end of its stdin, which the system closes when the parent process is killed. Then
 * kills the processes that have the mark in their environment (without /proc: in their arguments),
 * and removes the folder, if there is one.
 */
const untilStdinEnds = `
read -r line
for file in /proc/[0-9]*/environ; do
  grep -qaF "$0" "$file" 2> /dev/null || continue
  pid=\${file#/proc/}
  kill -9 "\${pid%/environ}"
done
[ -d /proc ] || pkill -9 -f "$0"
[ -z "$1" ] || rm -rf "$1"`

/**
 * Starts a process that kills the marked processes, and removes the folder, if this process is
 * killed. Returns a function that stops it.
 */
export const startReaper = (mark: string, folder = ''): (() => void) => {
  const child = spawn('/bin/sh', ['-c', untilStdinEnds, mark, folder], {
    detached: true,
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  child.stdin.on('error', () => {})
  return () => child.kill('SIGKILL')
}
