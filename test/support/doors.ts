// How does a test open the doors of its desk? On free ports, with room for a test's clients.

import { type Doors, type IngressDesk, start } from '#mail/ingress'
import type { Intake } from './intake.ts'

export type DoorSettings = {
  smtp?: Partial<IngressDesk['config']['smtp_listener']>
  lmtp?: { host: string; port: number } | { path: string }
  recipients?: number
}

/** The desk with listeners in its configuration. */
export function withDoors(desk: Intake, { smtp, lmtp, recipients = 100 }: DoorSettings = {}): IngressDesk {
  return {
    ...desk,
    config: {
      ...desk.config,
      limits: { ...desk.config.limits, recipients_per_mail: recipients },
      smtp_listener: {
        enabled: true,
        listen: { host: '127.0.0.1', port: 0 },
        hostname: 'mx.desk.example',
        max_connections: 200,
        max_connections_per_client: 200,
        idle_seconds: 300,
        ...smtp,
      },
      ...(lmtp && { lmtp_listener: { listen: lmtp } }),
    },
  }
}

export function openDoors(desk: Intake, settings: DoorSettings = {}): Promise<Doors> {
  return start(withDoors(desk, settings))
}

/** Where the SMTP listener listens. */
export function smtpOf({ smtp }: Doors): { host: string; port: number } {
  if (smtp === undefined) throw new Error('there is no SMTP listener')
  return smtp
}
