// By which addresses do customers reach the desk, and where does their mail lie? GitLab's keys.
import { z } from 'zod'
import { count, port, words } from './fields.ts'

const inboxOptions = z.strictObject({
  tenant_id: words.optional(),
  client_id: words.optional(),
  client_secret: words.optional(),
  poll_interval: count.default(60),
  azure_ad_endpoint: z.url().default('https://login.microsoftonline.com'),
  graph_endpoint: z.url().default('https://graph.microsoft.com'),
})

const mailbox = z
  .strictObject({
    enabled: z.boolean().default(false),
    address: words
      .regex(
        /^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+$/,
        'must be a mail address with %{key}, like incoming+%{key}@desk.example.com',
      )
      .refine(address => !(address.split('@')[1] ?? '').includes('%{key}'), '%{key} must stand before the @')
      .optional(),
    user: words.optional(),
    password: z.string().optional(),
    host: words.optional(),
    port: port.default(993),
    ssl: z.boolean().default(true),
    start_tls: z.boolean().default(false),
    mailbox: words.default('inbox'),
    idle_timeout: count.default(60),
    expunge_deleted: z.boolean().default(false),
    delete_after_delivery: z.boolean().default(true),
    log_path: words.optional(),
    inbox_method: z.enum(['imap', 'microsoft_graph']).default('imap'),
    inbox_options: inboxOptions.optional(),
    /** File with the secret that GitLab's mail_room signs its requests with (32 bytes in base64). */
    secret_file: words.optional(),
  })
  .superRefine((box, context) => {
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: 'custom', message, path: [key] })
    if (box.enabled && box.address === undefined)
      refuse('address', 'is missing: by which address do customers write?')
    if (box.ssl && box.start_tls)
      refuse(
        'start_tls',
        'cannot be true together with ssl: the connection is encrypted from the start or later',
      )
    if (box.inbox_method === 'microsoft_graph' && box.enabled) {
      for (const key of ['tenant_id', 'client_id', 'client_secret'] as const) {
        if (box.inbox_options?.[key] === undefined)
          refuse('inbox_options', `misses ${key}, which microsoft_graph needs`)
      }
    }
  })

export type Mailbox = z.output<typeof mailbox>

/** Without `%{key}` in its address it takes replies only. */
export const incomingEmail = mailbox.optional()

export const serviceDeskEmail = mailbox
  .refine(box => !box.enabled || box.address === undefined || box.address.includes('+%{key}'), {
    message:
      'must have +%{key} before the @, like contact+%{key}@desk.example.com: projects are told apart by it',
    path: ['address'],
  })
  .optional()

/** Two readers of one mailbox would take each other's mail. */
export function sameMailbox(one: Mailbox | undefined, other: Mailbox | undefined): boolean {
  if (!one?.enabled || !other?.enabled) return false
  const account = ({ host, user, mailbox }: Mailbox) => `${host} ${user} ${mailbox}`.toLowerCase()
  const sameAccount = one.user !== undefined && account(one) === account(other)
  return sameAccount || one.address?.toLowerCase() === other.address?.toLowerCase()
}
