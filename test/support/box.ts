// What does a mailbox of the configuration look like, as the defaults of its slice leave it?
import type { mailboxes } from '#mail/ingress'

type Box = mailboxes.BoxSettings & { secret_file?: string | undefined }

/** Without a host: forwarded to the desk, not fetched. */
export const boxWith = (changes: Partial<Box> = {}): Box => ({
  enabled: true,
  address: 'in+%{key}@desk.example',
  port: 993,
  ssl: true,
  start_tls: false,
  openssl_verify_mode: 'peer',
  mailbox: 'inbox',
  idle_timeout: 60,
  expunge_deleted: false,
  delete_after_delivery: true,
  inbox_method: 'imap',
  ...changes,
})
