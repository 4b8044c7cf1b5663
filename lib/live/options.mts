import { UsageError } from '../cli/errors.mts'

/**
 * Parses `--port`. If it is missing, returns 0, so that the system chooses a port. Throws a UsageError for an
 * invalid port.
 */
export const parsePort = (text: string | undefined): number => {
  if (text === undefined) return 0
  const port = Number(text)
  if (/^\d+$/.test(text) && port > 0 && port <= 65_535) return port
  throw new UsageError('--port', {
    value: text,
    reason: 'not a number from 1 to 65535',
    example: '--port 8080',
  })
}
