import 'reflect-metadata'
import { randomBytes, webcrypto } from 'node:crypto'
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

/** TLS certificate and key (PEM) and administrator bearer token of one embedded cluster. */
export interface Credentials {
  /** Valid for 127.0.0.1 and localhost. Self-signed, so clients also use it as the CA. */
  certificate: string
  key: string
  token: string
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const yearMs = 365 * 24 * 3600 * 1000

/** Creates new credentials on each call, so that clusters never share a secret. */
export const createCredentials = async (): Promise<Credentials> => {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const now = Date.now()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=npd-test',
    serialNumber: randomBytes(8).toString('hex'),
    notBefore: new Date(now - 60_000),
    notAfter: new Date(now + yearMs),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true),
      new SubjectAlternativeNameExtension([
        { type: 'ip', value: '127.0.0.1' },
        { type: 'dns', value: 'localhost' },
      ]),
    ],
  })
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)
  return {
    certificate: certificate.toString('pem'),
    key: PemConverter.encode(key, 'PRIVATE KEY'),
    token: createToken(),
  }
}

/** Creates a bearer token from 256 random bits. */
export const createToken = (): string => randomBytes(32).toString('base64url')
