// What would a customer's mail look like here? One is made and taken in as any other, so that a team can try the desk.
import { randomInt } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { DeskError, randomHex } from '#kernel'
import { admit, type ReceiveDesk, receive } from '#mail/inbound'
import { isAddress, type Mailbox } from '#mail/message'

type Question = { subject: string; text: string }

const questions: readonly Question[] = [
  {
    subject: 'Where is my order?',
    text: 'I ordered two desk lamps ten days ago and they have not arrived yet.\nCan you tell me where they are?',
  },
  {
    subject: 'The export is empty',
    text: 'Since this morning the export of our invoices gives an empty file.\nWe need it until Friday. Can you help?',
  },
  {
    subject: 'How do I change my address?',
    text: 'We move next month. Where can I change the address for our invoices?\nI did not find it in the settings.',
  },
  {
    subject: 'Signing in does not work on my phone',
    text: 'On my laptop everything is fine, but on my phone I only see a white page.\nWhat can I do?',
  },
]

/** Every sample has a number of its own: the same words again and again would be held as a flood. */
const lastNumber = 1_000_000

export type SampleMail = { subject: string; from: string; to: string }

/**
 * Puts a friendly question to `to` as a mail from the one who asks for it: what the desk answers goes to nobody else.
 * @throws conflict with a sentence if the address takes no mail; invalid if the sender has no address mail can go to
 */
export async function receiveSample(
  desk: ReceiveDesk,
  { from, to, date }: { from: Mailbox; to: string; date: Date },
): Promise<SampleMail> {
  if (!isAddress(from.address)) throw DeskError.invalid('email', 'is no address that mail can go to')
  const admission = await admit(desk, { recipient: to })
  if (!admission.ok) throw new DeskError('conflict', admission.sentence)
  const question = questions[randomInt(questions.length)] as Question
  const raw = await write(from, to, date, question)
  await receive(desk, raw, { ingress: 'http', mailFrom: from.address, recipients: [to] })
  return { subject: question.subject, from: from.address, to }
}

/** A raw message as a mail program writes it. */
async function write(from: Mailbox, to: string, date: Date, { subject, text }: Question): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  const { message } = await transport.sendMail({
    from,
    to: { name: '', address: to },
    date,
    messageId: `<sample-${randomHex(16)}@${from.address.split('@').at(-1)}>`,
    subject,
    text: `Hello,\n\n${text}\nMy customer number is ${randomInt(lastNumber)}.\n\nThank you\n${from.name}\n`,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  if (!Buffer.isBuffer(message)) throw new Error('nodemailer gave a stream where a buffer was asked for')
  return message
}
