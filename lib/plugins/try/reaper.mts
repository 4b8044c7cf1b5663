import { spawn } from 'node:child_process'

/**
 * Waits until its stdin ends, which the system sees to when our process is killed, and then ends what has
 * the folder in its environment, or where there is no /proc in its arguments; and removes the folder.
 */
const untilStdinEnds = `
read -r line
for file in /proc/[0-9]*/environ; do
  grep -qaF "$0" "$file" 2> /dev/null || continue
  pid=\${file#/proc/}
  kill -9 "\${pid%/environ}"
done
[ -d /proc ] || pkill -9 -f "$0"
rm -rf "$0"`

/** Cleans up a folder of `plugin-try` if its process is killed; resolves with what dismisses it. */
export const startReaper = (root: string): (() => void) => {
  const child = spawn('/bin/sh', ['-c', untilStdinEnds, root], {
    detached: true,
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.unref()
  child.stdin.on('error', () => {})
  return () => child.kill('SIGKILL')
}
