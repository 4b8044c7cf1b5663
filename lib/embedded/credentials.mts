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

const msPerYear = 365 * 24 * 3600 * 1000

const oids = {
  commonName: '2.5.4.3',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
}

/** The tag numbers that RFC 5280 defines. */
const tagNumbers = { version: 0, extensions: 3, dnsName: 2, ipAddress: 7 }

/** Creates new credentials on each call, so that clusters never share a secret. */
export const createCredentials = async (): Promise<Credentials> => {
  const keyPair = await promisify(generateKeyPair)('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const content = buildCertificateContent(keyPair.publicKey)
  const signature = sign('sha256', Buffer.from(content.toBER()), keyPair.privateKey)
  const certificate = sequence(
    content,
    signatureAlgorithm(),
    new asn1.BitString({ valueHex: signature }),
  )
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
  const times = [now - 60_000, now + msPerYear].map(
    time => new asn1.UTCTime({ valueDate: new Date(time) }),
  )
  return sequence(
    explicitTag(tagNumbers.version, new asn1.Integer({ value: 2 })),
    new asn1.Integer({ valueHex: createSerialNumber() }),
    signatureAlgorithm(),
    distinguishedName('npd-test'),
    sequence(...times),
    distinguishedName('npd-test'),
    asn1.fromBER(publicKey).result,
    explicitTag(
      tagNumbers.extensions,
      sequence(
        extension(oids.basicConstraints, sequence(new asn1.Boolean({ value: true }))),
        extension(
          oids.subjectAltName,
          sequence(
            implicitTag(tagNumbers.ipAddress, Buffer.from([127, 0, 0, 1])),
            implicitTag(tagNumbers.dnsName, Buffer.from('localhost')),
          ),
        ),
      ),
    ),
  )
}

const sequence = (...value: asn1.Sequence['valueBlock']['value']) => new asn1.Sequence({ value })

const explicitTag = (tagNumber: number, value: asn1.Sequence | asn1.Integer) =>
  new asn1.Constructed({ idBlock: { tagClass: contextSpecificClass, tagNumber }, value: [value] })

const implicitTag = (tagNumber: number, valueHex: Buffer) =>
  new asn1.Primitive({ idBlock: { tagClass: contextSpecificClass, tagNumber }, valueHex })

const contextSpecificClass = 3

const extension = (oid: string, value: asn1.Sequence) =>
  sequence(
    new asn1.ObjectIdentifier({ value: oid }),
    new asn1.OctetString({ valueHex: value.toBER() }),
  )

const signatureAlgorithm = () =>
  sequence(new asn1.ObjectIdentifier({ value: oids.ecdsaWithSha256 }))

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
const createSerialNumber = (): Buffer => {
  const bytes = randomBytes(8)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes
}
