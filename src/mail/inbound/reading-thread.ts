// What does the thread do that reads big mails? Parse one, hand its parts back without copying them.
import { parentPort } from 'node:worker_threads'
import { type Message, ParseFailure, parseMessage } from '#mail/message'

/** Everything of a Message but its headers, which hold functions: those the other side reads again from the head. */
export type ReadParts = Omit<Message, 'headers'>
export type Answer = { parts: ReadParts } | { failure: string }

parentPort?.on('message', async (raw: Uint8Array) => {
  try {
    const { headers: _headers, ...parts } = await parseMessage(raw)
    const attachments = parts.attachments.map(file => ({ ...file, content: ownBytes(file.content) }))
    const answer: Answer = { parts: { ...parts, attachments } }
    parentPort?.postMessage(
      answer,
      attachments.map(file => file.content.buffer),
    )
  } catch (error) {
    if (!(error instanceof ParseFailure)) throw error
    parentPort?.postMessage({ failure: error.message } satisfies Answer)
  }
})

/** Bytes that share no memory with others can be handed over; others must be copied first. */
function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = bytes
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
    ? new Uint8Array(buffer)
    : new Uint8Array(bytes)
}
