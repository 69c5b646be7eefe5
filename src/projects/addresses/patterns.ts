// By which addresses is the desk reached, as its configuration says?

/** One mailbox: `incoming+%{key}@desk.example`, or without the key. */
export type AddressPattern = {
  /** What stands before the key; the whole local part where there is none. */
  before: string
  /** What stands between the key and the `@`. */
  after: string
  host: string
  /** Whether there is a key at all. Without it the mailbox takes replies only (SPEC §3). */
  keyed: boolean
}

/** null: not configured. */
export type MailAddresses = { incoming: AddressPattern | null; serviceDesk: AddressPattern | null }

type MailboxSetting = { enabled: boolean; address?: string | undefined } | undefined
/** The part of the configuration that names the mailboxes. */
export type MailboxSettings = { incoming_email?: MailboxSetting; service_desk_email?: MailboxSetting }

const placeholder = '%{key}'

export function mailAddresses(config: MailboxSettings): MailAddresses {
  return { incoming: readPattern(config.incoming_email), serviceDesk: readPattern(config.service_desk_email) }
}

function readPattern(setting: MailboxSetting): AddressPattern | null {
  if (!setting?.enabled || setting.address === undefined) return null
  const at = setting.address.lastIndexOf('@')
  const [before = '', ...rest] = setting.address.slice(0, at).split(placeholder)
  return {
    before,
    after: rest.join(placeholder),
    host: setting.address.slice(at + 1),
    keyed: rest.length > 0,
  }
}

/** The pattern's address for a key. */
export function addressFor({ before, after, host, keyed }: AddressPattern, key: string): string {
  return keyed ? `${before}${key}${after}@${host}` : `${before}@${host}`
}
