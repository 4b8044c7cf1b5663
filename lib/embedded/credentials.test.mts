import { X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { createCredentials } from './credentials.mts'
import { createToken } from './token.mts'

it('creates a self-signed certificate for loopback', async () => {
  const { certificate, key } = await createCredentials()
  const parsed = new X509Certificate(certificate)
  expect(parsed.subjectAltName).toBe('IP Address:127.0.0.1, DNS:localhost')
  expect(parsed.verify(parsed.publicKey)).toBe(true)
  expect(Date.parse(parsed.validTo)).toBeGreaterThan(Date.now() + 300 * 24 * 3600 * 1000)
  expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----/)
})

it('creates different secrets for each cluster', async () => {
  const [a, b] = await Promise.all([createCredentials(), createCredentials()])
  expect(new Set([a.token, b.token, createToken()]).size).toBe(3)
  expect(a.key).not.toBe(b.key)
  expect(a.token).toMatch(/^[\w-]{43}$/)
})
