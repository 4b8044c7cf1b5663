/** What ends a Go program that does something impossible: it prints `panic: <message>` and exits 2. */
export class GoPanic extends Error {
  override readonly name = 'GoPanic'
}
