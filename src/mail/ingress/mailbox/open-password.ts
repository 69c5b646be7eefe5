// Does a password cross a network where anybody on the way could read it?
import { isIP } from 'node:net'
import type { BoxSettings } from './box.ts'

const isLocal = (host: string) =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  host === '::1' ||
  (isIP(host) === 4 && host.startsWith('127.'))

/** A token is as good as a password until it expires. Microsoft Graph is spoken to over https alone. */
export function sendsPasswordOpenly(box: BoxSettings): boolean {
  if (box.inbox_method !== 'imap' || box.host === undefined || box.user === undefined) return false
  return !box.ssl && !box.start_tls && !isLocal(box.host)
}

type Smtp = {
  address: string
  user_name?: string | undefined
  tls: boolean
  ssl: boolean
  enable_starttls: boolean
  enable_starttls_auto: boolean
}

/** STARTTLS if it is offered protects from those who only listen, which is what GitLab's default does. */
export function smtpSendsPasswordOpenly(smtp: Smtp): boolean {
  if (smtp.user_name === undefined || isLocal(smtp.address)) return false
  return !smtp.tls && !smtp.ssl && !smtp.enable_starttls && !smtp.enable_starttls_auto
}
