// Which key of ours is meant by a line of gitlab.rb?
import type { Assignment, RubyValue } from './ruby.ts'

export type Imported = {
  settings: Record<string, RubyValue>
  /** What was not taken, and why: `line 12: …`. */
  left: string[]
}

const boxes = ['incoming_email', 'service_desk_email'] as const
/** Where the names differ from those of gitlab.yml. */
const boxNames: Record<string, string> = { email: 'user', mailbox_name: 'mailbox', log_file: 'log_path' }
const boxKeys = new Set([
  ...[
    'enabled',
    'address',
    'user',
    'password',
    'host',
    'port',
    'ssl',
    'start_tls',
    'mailbox',
    'idle_timeout',
  ],
  ...[
    'log_path',
    'expunge_deleted',
    'delete_after_delivery',
    'inbox_method',
    'inbox_options',
    'delivery_method',
  ],
])
const smtpKeys = new Set([
  ...[
    'address',
    'port',
    'user_name',
    'password',
    'domain',
    'authentication',
    'enable_starttls_auto',
    'tls',
    'ssl',
  ],
  ...['openssl_verify_mode', 'ca_file'],
])
const senderKeys: Record<string, string> = {
  gitlab_email_from: 'email_from',
  gitlab_email_display_name: 'email_display_name',
}
/** Of lines with these words it is told why they were not taken; all others concern other parts of GitLab. */
const concernsMail = /^(?:incoming_email|service_desk_email|smtp|gitlab_email|mail_?room)_/

type Target = { path: [string] | [string, string] } | { reason: string } | null

function targetOf({ section, key }: Assignment): Target {
  if (section === null) return { path: ['external_url'] }
  if (section !== 'gitlab_rails')
    return concernsMail.test(`${section}_`) ? { reason: 'belongs to another program' } : null
  for (const box of boxes) {
    if (!key.startsWith(`${box}_`)) continue
    const given = key.slice(box.length + 1)
    const name = boxNames[given] ?? given
    return boxKeys.has(name) ? { path: [box, name] } : { reason: 'has no meaning here' }
  }
  const sender = senderKeys[key]
  if (sender !== undefined) return { path: ['smtp', sender] }
  if (key === 'smtp_enable') return { path: ['smtp', 'enable'] }
  if (key.startsWith('smtp_') && smtpKeys.has(key.slice('smtp_'.length)))
    return { path: ['smtp', key.slice('smtp_'.length)] }
  return concernsMail.test(key) ? { reason: 'has no meaning here' } : null
}

/** Turns lines into settings; of a key that stands there twice the last line counts, as in Ruby. */
export function toSettings(assignments: readonly Assignment[]): Imported {
  const settings: Record<string, RubyValue> = {}
  const left: string[] = []
  for (const found of assignments) {
    const target = targetOf(found)
    if (target === null) continue
    const name = `line ${found.line}: ${found.key}`
    if ('reason' in target) left.push(`${name} ${target.reason}`)
    else if ('computed' in found)
      left.push(`${name} is worked out by Ruby (${kindOf(found.computed)}); put the value in by hand`)
    else if (found.value !== null) put(settings, target.path, valueFor(target.path, found.value))
  }
  return { settings: withoutDisabled(settings, left), left }
}

/** No text of a secret is shown, only what makes it Ruby. */
function kindOf(computed: string): string {
  return /^(?:ENV|File|IO|`|<<|"|'|[A-Z]\w*|[a-z]\w*)/.exec(computed)?.[0] ?? 'an expression'
}

function put(
  settings: Record<string, RubyValue>,
  [first, second]: readonly string[],
  value: RubyValue,
): void {
  if (first === undefined) return
  if (second === undefined) {
    settings[first] = value
    return
  }
  const section = settings[first]
  const given = typeof section === 'object' && section !== null && !Array.isArray(section) ? section : {}
  settings[first] = { ...given, [second]: value }
}

/** Omnibus takes `login` and `:login`, and port numbers as text. */
function valueFor(path: readonly string[], value: RubyValue): RubyValue {
  const key = path.at(-1)
  const isNumber =
    (key === 'port' || key === 'idle_timeout') && typeof value === 'string' && /^\d+$/.test(value)
  return isNumber ? Number(value) : value
}

function withoutDisabled(settings: Record<string, RubyValue>, left: string[]): Record<string, RubyValue> {
  const { smtp, ...others } = settings
  if (typeof smtp !== 'object' || smtp === null || Array.isArray(smtp)) return others
  const { enable, ...rest } = smtp
  if (enable !== false && rest.address !== undefined) return { ...others, smtp: rest }
  left.push('smtp: there is no server (smtp_enable, smtp_address); mails will wait in the outbox')
  return others
}
