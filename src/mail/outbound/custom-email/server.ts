// By which server does the mail of a project leave that writes under an address of its own?
import { sql } from 'kysely'
import { DeskError, hosts } from '#kernel'
import { projects } from '#projects'
import type { OutboundDesk, SmtpSettings } from '../desk.ts'

/** As it stands in the database. */
export type CustomServer = {
  projectId: number
  email: string
  address: string
  port: number
  username: string
  /** Locked. */
  password: string
  authentication: 'plain' | 'login' | 'cram_md5' | null
}

/** Of `service_desk_custom_emails custom`. */
export const customServer = sql`json_build_object('projectId', custom.project_id, 'email', custom.email,
  'address', custom.smtp_address, 'port', custom.smtp_port, 'username', custom.smtp_username,
  'password', custom.smtp_password, 'authentication', custom.smtp_authentication)`

export type ServerDesk = Pick<OutboundDesk, 'secrets'> & {
  config: Pick<OutboundDesk['config'], 'custom_email'>
}

/**
 * Says at once what `settingsOf` would say later. A host that is not found may be found later.
 * @throws invalid naming `smtp_address`
 */
export async function requireAllowedHost(
  { config }: Pick<ServerDesk, 'config'>,
  name: string,
): Promise<void> {
  const found = await hosts.findHost(name.trim()).catch(() => null)
  if (found?.inner && !config.custom_email?.allow_private_hosts)
    throw DeskError.invalid('smtp_address', notAllowed)
}

const notAllowed =
  'is on this machine or in a private network, which an administrator has to allow: custom_email.allow_private_hosts'

/** SMTP that is encrypted from the start (RFC 8314 §3.3). */
const implicitTlsPort = 465

/** @throws a sentence that says why the server must not or cannot be connected to */
export async function settingsOf(desk: ServerDesk, custom: CustomServer): Promise<SmtpSettings> {
  const { address, inner } = await hosts.findHost(custom.address)
  if (inner && !desk.config.custom_email?.allow_private_hosts)
    throw DeskError.invalid('smtp_address', notAllowed)
  const tls = custom.port === implicitTlsPort
  return {
    address: custom.address,
    pinned: address,
    port: custom.port,
    user_name: custom.username,
    password: projects.customEmail.openPassword(desk.secrets, custom.projectId, custom.password),
    domain: custom.email.slice(custom.email.lastIndexOf('@') + 1),
    ...(custom.authentication === null ? {} : { authentication: custom.authentication }),
    // The password never crosses the open net in the clear; within a network that an administrator allowed, it may.
    enable_starttls: !tls && !inner,
    enable_starttls_auto: true,
    tls,
    ssl: false,
    openssl_verify_mode: 'peer',
  }
}
