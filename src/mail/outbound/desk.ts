// What does outgoing mail need of the desk?
import type { Readable } from 'node:stream'
import type { Db } from '#db'
import type { Clock, Log } from '#kernel'
import type { OAuthClient } from '#oauth'
import type { MailAddresses } from '#projects'
import { replyAddress } from '#projects'
import type { Repositories } from '#repository'
import type { Secrets } from '#secrets'
import type { Brakes } from './brakes.ts'
import type { Identity } from './own-mail.ts'

/** The server that takes our mail; the names of GitLab's `smtp_settings`. */
export type SmtpSettings = {
  address: string
  /** The IP address of `address` that was checked, for a server that a project names: connected to is that alone. */
  pinned?: string | undefined
  port: number
  user_name?: string | undefined
  password?: string | undefined
  /** Said in EHLO. */
  domain?: string | undefined
  authentication?: 'plain' | 'login' | 'cram_md5' | 'xoauth2' | undefined
  /** For xoauth2. */
  oauth2?: OAuthClient | undefined
  enable_starttls_auto: boolean
  enable_starttls: boolean
  tls: boolean
  ssl: boolean
  openssl_verify_mode: 'none' | 'peer'
  ca_file?: string | undefined
  email_from?: string | undefined
  email_display_name?: string | undefined
}

export type OutboundDesk = {
  db: Db
  storage: { read(digest: string): Readable | Promise<Readable> }
  /** Where projects keep the texts of their mails; absent: all have the built-in ones. */
  repositories?: Repositories | undefined
  config: {
    external_url: string
    smtp?: SmtpSettings | undefined
    custom_email?: { allow_private_hosts: boolean } | undefined
    limits: Brakes & {
      reply_key_days: number
      retry_days: number
      attached_bytes: number
      file_link_days: number
      smtp_connections: number
    }
  }
  addresses: MailAddresses
  identity: Identity
  /** Opens the passwords of projects' own servers. */
  secrets: Secrets
  clock: Clock
  log: Log
}

/** The domain under which our mails are known: that of the address that takes the answers. */
export function mailHost({ addresses, config }: Pick<OutboundDesk, 'addresses' | 'config'>): string {
  const address = replyAddress(addresses, 'x') ?? config.smtp?.email_from
  return address?.split('@').at(-1) ?? new URL(config.external_url).hostname
}
