// What does a resource get to work with?
import type { IncomingMessage, ServerResponse } from 'node:http'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Db } from '#db'
import type { mirrors } from '#forges'
import type { Clock, Log } from '#kernel'
import type { MailRoomDesk, mailboxes } from '#mail/ingress'
import type { OutboundDesk } from '#mail/outbound'
import type { MailAddresses } from '#projects'
import type { Repositories } from '#repository'
import type { Secrets } from '#secrets'
import type { Storage } from '#storage'
import type { Auth } from '#users'
import type { WebhookRules } from '#webhooks'
import type { Live } from './live.ts'

/** The desk as the web sees it; each resource takes from it what it needs. */
export type WebDesk = {
  db: Db
  auth: Auth
  storage: Storage
  /** The code of the projects. */
  repositories: Repositories
  /** `external_url`: where people reach the desk, without a slash at its end. */
  config: OutboundDesk['config'] &
    MailRoomDesk['config'] & {
      incoming_email?: Mailbox | undefined
      service_desk_email?: Mailbox | undefined
      mirrors: mirrors.MirrorRules
      webhooks: WebhookRules
      limits: { upload_bytes: number; searches_per_minute: number; push_bytes: number }
    }
  /** By which mail addresses projects are reached. */
  addresses: MailAddresses
  identity: { id: string; secret: string }
  /** Passwords entered in the pages. */
  secrets: Secrets
  clock: Clock
  log: Log
  /** Absent where nobody listens to the database (tests of single requests). */
  live?: Live | undefined
  /** The listeners of this process; absent where none runs beside the web. */
  doors?: { smtp?: Door | undefined; lmtp?: Door | undefined } | undefined
}

/** What administrators are told of a mailbox of the configuration. */
type Mailbox = mailboxes.BoxSettings & { secret_file?: string | undefined }

/** A listener that runs. */
export type Door = {
  /** `host:port`, or the path of a socket. */
  address: string
  /** Rejects if it does not answer. */
  greets(): Promise<void>
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** One file under api/ exports one of these, named after its resource. */
export type Routes = (app: App, desk: WebDesk) => void

export type Request = FastifyRequest
export type Reply = FastifyReply
