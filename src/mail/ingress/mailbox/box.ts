// Which mailboxes does the desk read by itself, and under which name is what it read of them remembered?
import type { OAuthClient } from '#oauth'

export type BoxName = 'incoming_email' | 'service_desk_email'
export const boxNames = ['incoming_email', 'service_desk_email'] as const satisfies readonly BoxName[]

/** As the configuration says; GitLab's keys (SPEC §11). */
export type BoxSettings = {
  enabled: boolean
  address?: string | undefined
  user?: string | undefined
  password?: string | undefined
  oauth2?: OAuthClient | undefined
  host?: string | undefined
  port: number
  ssl: boolean
  start_tls: boolean
  openssl_verify_mode: 'none' | 'peer'
  ca_file?: string | undefined
  /** The folder. */
  mailbox: string
  /** Seconds. */
  idle_timeout: number
  expunge_deleted: boolean
  delete_after_delivery: boolean
  log_path?: string | undefined
  inbox_method: 'imap' | 'microsoft_graph'
  inbox_options?: GraphOptions | undefined
}

type GraphOptions = {
  tenant_id?: string | undefined
  client_id?: string | undefined
  client_secret?: string | undefined
  /** Seconds. */
  poll_interval: number
  azure_ad_endpoint: string
  graph_endpoint: string
}

/** Mail may come into a mailbox that is only forwarded, by SMTP or by mail_room; then nothing is fetched. */
export function isFetched(box: BoxSettings | undefined): box is BoxSettings & { user: string } {
  if (box === undefined || !box.enabled || box.user === undefined) return false
  return box.inbox_method === 'microsoft_graph' || box.host !== undefined
}

/**
 * What names the folder of the account for as long as it is the same: progress and items taken are kept under it. The port
 * and the way of encryption may change without any mail being another.
 */
export function accountOf(box: BoxSettings): string {
  const user = box.user?.toLowerCase()
  if (box.inbox_method === 'imap') return `imap:${user}@${box.host?.toLowerCase()}/${folderOf(box.mailbox)}`
  const { tenant_id: tenant, graph_endpoint: endpoint } = box.inbox_options ?? {}
  return `graph:${user}@${tenant}@${endpoint && new URL(endpoint).host}/${box.mailbox}`
}

/** Of all folders only INBOX is the same in any case (RFC 9051 §5.1). */
const folderOf = (mailbox: string) => (mailbox.toLowerCase() === 'inbox' ? 'INBOX' : mailbox)
