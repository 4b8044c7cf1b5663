import { randomBytes } from 'node:crypto'

/** Creates a bearer token from 256 random bits. */
export const createToken = (): string => randomBytes(32).toString('base64url')
