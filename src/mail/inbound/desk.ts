// What does the intake need of the desk?
import type { Db } from '#db'
import type { Clock, Log } from '#kernel'
import type { OutboundDesk } from '#mail/outbound'
import type { Resolve } from '#mail/senders'
import type { SpamConfig } from '#mail/spam'
import type { MailAddresses } from '#projects'
import type { Repositories } from '#repository'
import type { Secrets } from '#secrets'
import type { Storage } from '#storage'

/** To take a mail and answer the client. */
export type ReceiveDesk = {
  db: Db
  addresses: MailAddresses
  config: {
    data_dir: string
    limits: {
      /** Bytes of a whole mail. */
      mail_bytes: number
    }
  }
  log: Log
}

/** To make a ticket or a note of it. */
export type InboundDesk = ReceiveDesk & {
  storage: Storage
  /** Where projects keep their templates; absent: they have none. */
  repositories?: Repositories | undefined
  identity: { id: string; secret: string }
  clock: Clock
  /** Opens what was entered in the settings. */
  secrets?: Pick<Secrets, 'open'>
  /** Who answers questions about names and their records; absent: the name servers of this machine. */
  resolveDns?: Resolve
  config: OutboundDesk['config'] &
    SpamConfig & {
      trusted_relays?: readonly string[]
      limits: {
        attachments_per_mail: number
        participants_per_ticket: number
        mails_per_sender_and_hour: number
        mails_per_project_and_hour: number
        reopenings_per_ticket_and_hour: number
        received_lines: number
      }
    }
}
