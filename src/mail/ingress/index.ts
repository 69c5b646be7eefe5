// By which doors does raw mail arrive? Each speaks its protocol and holds no opinion; all end in inbound.receive.
import * as mailboxes from './mailbox/door.ts'

export type { IngressDesk } from './desk.ts'
export type { MailRoomBox, MailRoomDesk } from './mail-room.ts'
export { findSecretFault, receiveFromMailRoom, tokenHeaders } from './mail-room.ts'
export type { PipeInput, PipeResult } from './pipe.ts'
export { receivePipe } from './pipe.ts'
export type { SampleMail } from './sample.ts'
export { receiveSample } from './sample.ts'
export type { Doors } from './start.ts'
export { start } from './start.ts'
export { mailboxes }
