// What is a desk that runs?
import type { Desk } from './desk.ts'
import type { FirstStart } from './first-start.ts'

export type Endpoint = { host: string; port: number }

export type Running = {
  desk: Desk
  /** What the first start made, if this was it. */
  first: FirstStart | undefined
  web: Endpoint
  smtp: Endpoint | undefined
  /** `host:port`, or the path of a socket. */
  lmtp: string | undefined
  /** Lets what is under way end, then takes the parts down in the reverse order. */
  stop(): Promise<void>
}
