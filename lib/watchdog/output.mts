/** What the watchdog has to say. */
export interface Output {
  say: (line: string) => void
  onError: (message: string) => void
}

/** Lines with the time of day in UTC, as that of heartbeats. */
export const outputTo = (
  print: (text: string) => void,
  complain: (text: string) => void,
  { dryRun }: { dryRun: boolean },
): Output => {
  const stamp = () => new Date().toISOString().slice(11, 19)
  return {
    say: line => print(`${stamp()}  ${dryRun ? '(dry run) ' : ''}${line}\n`),
    onError: message => complain(`${stamp()}  ! ${message}\n`),
  }
}
