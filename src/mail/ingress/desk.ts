// What do the doors need of the desk?
import type { ReceiveDesk } from '#mail/inbound'

export type Endpoint = { host: string; port: number }

export type IngressDesk = ReceiveDesk & {
  config: {
    external_url: string
    limits: {
      /** RCPT commands of one mail. */
      recipients_per_mail: number
    }
    smtp_listener: {
      enabled: boolean
      listen: Endpoint
      hostname?: string | undefined
      /** PEM files. */
      tls_cert?: string | undefined
      tls_key?: string | undefined
      max_connections: number
      max_connections_per_client: number
      idle_seconds: number
    }
    lmtp_listener?: { listen: Endpoint | { path: string } } | undefined
  }
}
