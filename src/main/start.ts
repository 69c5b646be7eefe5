// In which order does the desk come up, and go down?
import type { Config } from '#config'
import { type Handlers, type Lane, work } from '#jobs'
import type { Log } from '#kernel'
import { drainSpool, process as processMail, recheckPending } from '#mail/inbound'
import { startIngress } from '#mail/ingress'
import { deliver, notify, queueWaiting } from '#mail/outbound'
import { createApp } from '#web'
import { type Desk, openDesk } from './desk.ts'
import { type FirstStart, firstStart } from './first-start.ts'

export type Running = {
  desk: Desk
  /** What the first start made, if this was it. */
  first: FirstStart | undefined
  web: { host: string; port: number }
  smtp: { host: string; port: number } | undefined
  lmtp: string | undefined
  stop(): Promise<void>
}
