import { generateKeyPair, randomBytes, sign } from 'node:crypto'
import { promisify } from 'node:util'
import * as asn1 from 'asn1js'
import { createToken } from './token.mts'

/** The TLS certificate and key (PEM) and the administrator token of one embedded cluster. */
export interface Credentials {
  /** Valid for 127.0.0.1 and localhost. Self-signed, so clients also use it as the CA. */
  certificate: string
  key: string
  token: string
}

const yearMs = 365 * 24 * 3600 * 1000

const oids = {
  commonName: '2.5.4.3',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
}

/** The tag numbers that RFC 5280 defines. */
const tags = { version: 0, extensions: 3, dnsName: 2, ipAddress: 7 }

/** Creates new credentials on each call, so that clusters never share a secret. */
export const createCredentials = async (): Promise<Credentials> => {
  const keyPair = await promisify(generateKeyPair)('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const content = buildCertificateContent(keyPair.publicKey)
  const signature = sign('sha256', Buffer.from(content.toBER()), keyPair.privateKey)
  const certificate = sequence(content, algorithm(), new asn1.BitString({ valueHex: signature }))
  const base64 = Buffer.from(certificate.toBER()).toString('base64')
  const lines = base64.replaceAll(/.{1,64}/g, '$&\n')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`,
    key: keyPair.privateKey,
    token: createToken(),
  }
}

/** Builds the signed part of a self-signed certificate: `TBSCertificate` in RFC 5280. */
const buildCertificateContent = (publicKey: Buffer): asn1.Sequence => {
  const now = Date.now()
  const times = [now - 60_000, now + yearMs].map(
    time => new asn1.UTCTime({ valueDate: new Date(time) }),
  )
  return sequence(
    tagged(tags.version, new asn1.Integer({ value: 2 })),
    new asn1.Integer({ valueHex: serialNumber() }),
    algorithm(),
    distinguishedName('npd-test'),
    sequence(...times),
    distinguishedName('npd-test'),
    asn1.fromBER(publicKey).result,
    tagged(
      tags.extensions,
      sequence(
        extension(oids.basicConstraints, sequence(new asn1.Boolean({ value: true }))),
        extension(
          oids.subjectAltName,
          sequence(
            implicit(tags.ipAddress, Buffer.from([127, 0, 0, 1])),
            implicit(tags.dnsName, Buffer.from('localhost')),
          ),
        ),
      ),
    ),
  )
}

const sequence = (...value: asn1.Sequence['valueBlock']['value']) => new asn1.Sequence({ value })

const tagged = (tagNumber: number, value: asn1.Sequence | asn1.Integer) =>
  new asn1.Constructed({ idBlock: { tagClass: contextSpecific, tagNumber }, value: [value] })

const implicit = (tagNumber: number, valueHex: Buffer) =>
  new asn1.Primitive({ idBlock: { tagClass: contextSpecific, tagNumber }, valueHex })

const contextSpecific = 3

const extension = (oid: string, value: asn1.Sequence) =>
  sequence(
    new asn1.ObjectIdentifier({ value: oid }),
    new asn1.OctetString({ valueHex: value.toBER() }),
  )

const algorithm = () => sequence(new asn1.ObjectIdentifier({ value: oids.ecdsaWithSha256 }))

const distinguishedName = (commonName: string) =>
  sequence(
    new asn1.Set({
      value: [
        sequence(
          new asn1.ObjectIdentifier({ value: oids.commonName }),
          new asn1.Utf8String({ value: commonName }),
        ),
      ],
    }),
  )

/** Creates a random positive integer. Its first byte is never zero, because DER forbids leading zeros. */
const serialNumber = (): Buffer => {
  const bytes = randomBytes(8)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes
}
