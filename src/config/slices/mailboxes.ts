// By which addresses do customers reach the desk, and where does their mail lie? GitLab's keys.
import { z } from 'zod'
import { besides, count, httpUrl, port, words } from './fields.ts'
import { oauth2 } from './oauth2.ts'

/** What customers write to where nothing is configured: works on the machine itself, and nowhere else. */
const outOfTheBox = 'incoming+%{key}@desk.localhost'

const inboxOptions = z.strictObject({
  tenant_id: words.optional(),
  client_id: words.optional(),
  client_secret: words.optional(),
  /** Seconds between two looks at the mailbox. */
  poll_interval: count.default(60),
  azure_ad_endpoint: httpUrl.default('https://login.microsoftonline.com'),
  graph_endpoint: httpUrl.default('https://graph.microsoft.com'),
})

const needed = ['tenant_id', 'client_id', 'client_secret'] as const

const fields = z.strictObject({
  /** Absent: yes, if there is an address. */
  enabled: z.boolean().optional(),
  address: words
    .regex(
      /^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+$/,
      'must be a mail address with %{key}, like incoming+%{key}@desk.example.com',
    )
    .refine(address => !(address.split('@')[1] ?? '').includes('%{key}'), 'must have %{key} before the @')
    .optional(),
  user: words.optional(),
  password: z.string().optional(),
  /** In place of a password (XOAUTH2, or OAUTHBEARER as in RFC 7628). */
  oauth2,
  host: words.optional(),
  port: port.default(993),
  ssl: z.boolean().default(true),
  start_tls: z.boolean().default(false),
  openssl_verify_mode: z.enum(['none', 'peer']).default('peer'),
  /** PEM file with the authorities that are trusted beside the usual ones. */
  ca_file: words.optional(),
  mailbox: words.default('inbox'),
  /** Seconds after which IDLE is said anew. */
  idle_timeout: count.default(60),
  expunge_deleted: z.boolean().default(false),
  delete_after_delivery: z.boolean().default(true),
  log_path: words.optional(),
  inbox_method: z.enum(['imap', 'microsoft_graph']).default('imap'),
  inbox_options: inboxOptions.optional(),
  /** How GitLab's mail_room hands mail over. Both ways are the same here, where mail is read by the desk itself. */
  delivery_method: z.enum(['webhook', 'sidekiq']).default('webhook'),
  /** File with the secret that GitLab's mail_room signs its requests with (32 bytes in base64). */
  secret_file: words.optional(),
})

const checked = (mailbox: typeof fields) =>
  mailbox.superRefine((box, context) => {
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: 'custom', message, path: [key] })
    if (box.enabled && box.address === undefined)
      refuse('address', 'is missing: by which address do customers write?')
    if (box.ssl && box.start_tls)
      refuse(
        'start_tls',
        'cannot be true together with ssl: the connection is encrypted from the start or later',
      )
    if ((box.address?.split('%{key}').length ?? 0) > 2)
      refuse('address', 'must have %{key} once: which of them would name the project?')
    if (box.password !== undefined && box.oauth2 !== undefined)
      refuse('oauth2', 'is given beside password: the mailbox is opened by one of them')
    if (box.enabled !== false) for (const [key, message] of missingToFetch(box)) refuse(key, message)
    const missing = needed.filter(key => box.inbox_options?.[key] === undefined)
    if (box.inbox_method === 'microsoft_graph' && box.enabled !== false && missing.length > 0)
      refuse('inbox_options', `lacks ${missing.join(', ')}, which microsoft_graph needs`)
  }, besides)

/** Mail may come without being fetched; where there is a server to fetch it from, the sign-in is needed too. */
function* missingToFetch({ inbox_method: method, host, user, password, oauth2 }: z.output<typeof fields>) {
  if (method === 'microsoft_graph') {
    if (user === undefined) yield ['user', 'is missing: the address of the mailbox that is read'] as const
    return
  }
  if (host === undefined) {
    if (user !== undefined || password !== undefined || oauth2 !== undefined)
      yield ['host', 'is missing: from which IMAP server is the mailbox fetched?'] as const
    return
  }
  if (user === undefined) yield ['user', `is missing: whose mailbox on ${host} is fetched?`] as const
  if (password === undefined && oauth2 === undefined)
    yield ['password', `is missing: ${host} asks for it; or give oauth2`] as const
}

/** Without `%{key}` in its address it takes replies only. */
export const incomingEmail = checked(fields).optional()

export const serviceDeskEmail = checked(
  fields.refine(
    box => box.enabled === false || typeof box.address !== 'string' || box.address.includes('+%{key}'),
    {
      ...besides,
      message:
        'must have +%{key} before the @, like contact+%{key}@desk.example.com: projects are told apart by it',
      path: ['address'],
    },
  ),
).optional()

type Given = z.output<typeof fields>
export type Mailbox = Given & { enabled: boolean }
type Both = { incoming_email?: Given | undefined; service_desk_email?: Given | undefined }

/** Two readers of one mailbox would take each other's mail. */
export function sameMailbox({ incoming_email: one, service_desk_email: other }: Both): boolean {
  if (!one || !other || one.enabled === false || other.enabled === false) return false
  const account = ({ host, user, mailbox }: Given) => `${host} ${user} ${mailbox}`.toLowerCase()
  const sameAccount = one.user !== undefined && account(one) === account(other)
  const sameAddress =
    typeof one.address === 'string' && one.address.toLowerCase() === String(other.address).toLowerCase()
  return sameAccount || sameAddress
}

/** A mailbox with an address is on unless it says otherwise; where neither has one, the desk works out of the box. */
export function settleMailboxes({ incoming_email, service_desk_email }: Both) {
  const settled = (box: Given): Mailbox => ({ ...box, enabled: box.enabled ?? box.address !== undefined })
  const serviceDesk = service_desk_email && settled(service_desk_email)
  const undecided = incoming_email?.enabled === undefined && incoming_email?.address === undefined
  const incoming: Mailbox | undefined =
    undecided && !serviceDesk?.enabled
      ? { ...(incoming_email ?? fields.parse({})), enabled: true, address: outOfTheBox }
      : incoming_email && settled(incoming_email)
  return { incoming_email: incoming, service_desk_email: serviceDesk }
}
