// Whose mail was forwarded to the desk? Read from the text of the ticket, or from a mail that is attached to it.
import { uploads } from '#issues'
import { parseMessage } from '#mail/message'
import { originalSender } from '#mail/threads'
import { resolveAddress } from '#projects'
import type { WebDesk } from './context.ts'

export type Suggested = { email: string; name: string; read_from: 'text' | 'attachment' }

/** Bytes of an attached mail that are read: its header is what counts. */
const headBytes = 256 * 1024
/** Attached mails that are looked into. */
const mostMails = 3

type Ticket = { id: number; description: string; service_desk: boolean; service_desk_reply_to: string | null }

/** Null where nothing was forwarded, and where the sender is the requester already. */
export async function suggestedRequester(desk: WebDesk, ticket: Ticket): Promise<Suggested | null> {
  if (!ticket.service_desk) return null
  const found = (await attachedSender(desk, ticket.id)) ?? textSender(ticket.description)
  if (found === null || found.email.toLowerCase() === ticket.service_desk_reply_to?.toLowerCase()) return null
  return (await isOurs(desk, found.email)) ? null : found
}

/** Whether mail to the address comes back to this desk: nobody asks from there, and the desk would answer itself. */
export async function isOurs(desk: WebDesk, address: string): Promise<boolean> {
  const found = await resolveAddress(desk.db, desk.addresses, address)
  return found.kind !== 'unknown' || found.ours
}

function textSender(text: string): Suggested | null {
  const sender = originalSender(text)
  return sender && { email: sender.address, name: sender.name, read_from: 'text' }
}

/** A mail that is attached whole says more exactly who wrote it than a pasted header does. */
async function attachedSender(desk: WebDesk, issueId: number): Promise<Suggested | null> {
  const files = await uploads.list(desk.db, { issueId, noteId: null })
  const mails = files.filter(file => file.content_type === 'message/rfc822' || /\.eml$/i.test(file.filename))
  for (const { digest } of mails.slice(0, mostMails)) {
    const author = await authorOf(desk, digest)
    if (author !== null) return { email: author.address, name: author.name, read_from: 'attachment' }
  }
  return null
}

async function authorOf(desk: WebDesk, digest: string) {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of await desk.storage.read(digest, { start: 0, end: headBytes - 1 }))
      chunks.push(chunk)
    return (await parseMessage(Buffer.concat(chunks))).author
  } catch {
    // A file that is no mail, or is gone, makes no offer.
    return null
  }
}
