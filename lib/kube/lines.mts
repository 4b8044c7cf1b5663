import { StringDecoder } from 'node:string_decoder'

/** Splits a stream into lines without their line breaks. A chunk may end inside a character. */
export async function* readLines(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8')
  let partialLine = ''
  for await (const chunk of stream) {
    const lines = (partialLine + decoder.write(chunk)).split('\n')
    partialLine = lines.pop() ?? ''
    yield* lines
  }
  partialLine += decoder.end()
  if (partialLine !== '') yield partialLine
}
