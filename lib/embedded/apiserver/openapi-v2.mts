export const openApiV2Type = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

/** A field of a protobuf message whose value is bytes: its number and wire type 2, length, content. */
const encodeField = (number: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content])

const encodeText = (number: number, text: string): Buffer => encodeField(number, Buffer.from(text))

/**
 * An OpenAPI v2 document without paths and definitions, as a protobuf message: gnostic's `Document`
 * with its fields `swagger` (1) and `info` (2: `title` 1, `version` 2). Texts of up to 127 bytes.
 */
export const encodeDocument = (info: { title: string; version: string }): Uint8Array =>
  Buffer.concat([
    encodeText(1, '2.0'),
    encodeField(2, Buffer.concat([encodeText(1, info.title), encodeText(2, info.version)])),
  ])
