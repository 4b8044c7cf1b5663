/** What XML 1.0 cannot carry, or what would turn the text around it: controls, lone surrogates, bidi overrides. */
const unfit =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that are looked for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udfff]/gu

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Any text as text of XML and HTML, in elements and in attributes; U+FFFD for what is unfit. */
export const escapeText = (text: string): string =>
  text
    .replace(unfit, '\ufffd')
    .replace(/\r\n?/g, '\n')
    .replace(/[&<>"]/g, character => entities[character] ?? '')
