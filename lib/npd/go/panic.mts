/** A Go panic: the program prints `panic: <message>` and exits with code 2. */
export class GoPanic extends Error {
  override readonly name = 'GoPanic'
}
