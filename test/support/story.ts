// How is the whole product tried? A real desk as its own process, a mail server that its mails go to, and people.
import { createTransport } from 'nodemailer'
import { type DeskProcess, eventually, removeDataDir, startDeskProcess } from './desk-process.ts'
import { headerOf, type SmtpSink, type SunkMail, startSmtpSink } from './smtp-sink.ts'

export type Issue = {
  id: number
  iid: number
  title: string
  description: string
  state: string
  confidential: boolean
  service_desk_reply_to: string | null
  author: { username: string }
}
export type Note = {
  id: number
  body: string
  internal: boolean
  system: boolean
  author: { username: string }
}
export type Inbox = { id: number; ending: string | null; reason: string | null; issue_iid: number | null }

export type Story = DeskProcess & {
  sink: SmtpSink
  project: { id: number; address: string; path: string }
  /** Mails as a customer would, over SMTP. */
  write(mail: Letter): Promise<void>
  issues(project?: number): Promise<Issue[]>
  notes(iid: number, project?: number): Promise<Note[]>
  /** Waits until the desk has come to an end with `count` mails of the project. */
  settled(count: number, project?: number): Promise<Inbox[]>
  /** The next mail to `address` that is not yet `seen`. */
  mailTo(address: string, seen?: readonly SunkMail[]): Promise<SunkMail>
} & AsyncDisposable

export type Letter = {
  from: string
  to: string | string[]
  cc?: string | string[]
  subject?: string
  text?: string
  headers?: Record<string, string>
  inReplyTo?: string
  messageId?: string
  /** Recipients on the envelope, where they are not those of the headers. */
  envelopeTo?: string[]
  /** The whole mail as it is to be sent; subject, text and headers are not asked then. */
  raw?: string
}

/** Starts a desk whose outgoing mail lands in the story's own sink. */
export async function startStory(env: Record<string, string> = {}): Promise<Story> {
  const sink = await startSmtpSink()
  const desk = await startDeskProcess({
    env: { DESKBELL_SMTP__ADDRESS: sink.host, DESKBELL_SMTP__PORT: String(sink.port), ...env },
  })
  const [first] =
    await desk.api<{ id: number; service_desk_address: string; path_with_namespace: string }[]>('/projects')
  if (!first) throw new Error('the first start made no project')
  const transport = createTransport({ ...desk.smtp, tls: { rejectUnauthorized: false } })
  return {
    ...desk,
    sink,
    project: { id: first.id, address: first.service_desk_address, path: first.path_with_namespace },
    async write({ envelopeTo, ...mail }) {
      const to = envelopeTo ?? (mail.raw === undefined ? undefined : mail.to)
      const envelope = to && { from: mail.from, to }
      await transport.sendMail({
        subject: 'Help',
        text: 'It is broken.',
        ...mail,
        ...(envelope && { envelope }),
      })
    },
    issues: (project = first.id) => desk.api(`/projects/${project}/issues?sort=asc`),
    notes: (iid, project = first.id) =>
      desk.api(`/projects/${project}/issues/${iid}/notes?sort=asc&per_page=100`),
    settled: (count, project = first.id) =>
      eventually(async () => {
        const mails = await desk.api<Inbox[]>(`/projects/${project}/inbox`)
        const done = mails.filter(mail => mail.ending !== null)
        return done.length >= count && done
      }, `${count} mails of project ${project} settled`),
    async mailTo(address, seen = []) {
      const [mail] = await sink.waitFor(
        1,
        candidate => candidate.to.includes(address) && !seen.includes(candidate),
      )
      if (!mail) throw new Error(`no mail to ${address}`)
      return mail
    },
    async [Symbol.asyncDispose]() {
      transport.close()
      await desk.stop()
      await sink.close()
      removeDataDir(desk.dataDir)
    },
  }
}

/** The bare address of a header like `"Name" <address>`. */
export function addressIn(mail: SunkMail, header: string): string {
  const value = headerOf(mail, header) ?? ''
  return /<([^>]*)>/.exec(value)?.[1] ?? value
}
