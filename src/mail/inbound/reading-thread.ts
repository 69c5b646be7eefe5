// What does the thread do that reads big mails? Parse one, hand its parts back without copying them.
import { parentPort } from 'node:worker_threads'
import { type Message, ParseFailure, parseMessage } from '#mail/message'

/** Everything of a Message but its headers, which hold functions: those the other side reads again from the head. */
export type ReadParts = Omit<Message, 'headers'>
export type Answer = { parts: ReadParts } | { failure: string }

parentPort?.on('message', async (raw: Uint8Array) => {
  try {
    const { headers: _headers, ...parts } = await parseMessage(raw)
    const contents = movable(parts.attachments.map(file => file.content))
    const attachments = parts.attachments.map((file, index) => ({
      ...file,
      content: contents[index] ?? file.content,
    }))
    const answer: Answer = { parts: { ...parts, attachments } }
    parentPort?.postMessage(
      answer,
      contents.map(content => content.buffer),
    )
  } catch (error) {
    if (!(error instanceof ParseFailure)) throw error
    parentPort?.postMessage({ failure: error.message } satisfies Answer)
  }
})

/** Bytes whose memory is (mostly) theirs alone are handed over as they are; others, such as views of the mail, are copied. */
function movable(contents: readonly Uint8Array[]): Uint8Array<ArrayBuffer>[] {
  const users = Map.groupBy(contents, content => content.buffer)
  return contents.map(content => {
    const { buffer, byteOffset, byteLength } = content
    const alone = users.get(buffer)?.length === 1 && buffer.byteLength <= 2 * byteLength
    return alone && buffer instanceof ArrayBuffer
      ? new Uint8Array(buffer, byteOffset, byteLength)
      : new Uint8Array(content)
  })
}
