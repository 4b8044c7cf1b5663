import { readFileSync } from 'node:fs'

const ticksPerSecond = 100

interface Usage {
  rssMb: number
  peakMb: number
  cpuSeconds: number
}

/** Reads the memory and CPU time of a process from /proc. */
export const readUsage = (pid: number): Usage => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kilobytes = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1])
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return {
    rssMb: kilobytes('VmRSS') / 1_024,
    peakMb: kilobytes('VmHWM') / 1_024,
    cpuSeconds: (Number(stat[11]) + Number(stat[12])) / ticksPerSecond,
  }
}
