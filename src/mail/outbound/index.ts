// Who gets which mail, what does it say, and how does it arrive?

import * as customEmail from './custom-email/verbs.ts'
import * as outbox from './outbox-door.ts'
import * as attachmentLinks from './signed-links.ts'
import * as subscription from './subscription.ts'
import * as texts from './texts/index.ts'

export { deliver } from './deliver.ts'
export type { OutboundDesk } from './desk.ts'
export { notify } from './notify.ts'
export { isFromAnotherDesk, isOwnMail } from './own-mail.ts'
export { refuse } from './refuse.ts'
export { recordReport } from './reports.ts'
export type { TemplateKind } from './templates.ts'
export { closeTransports } from './transports.ts'
export { attachmentLinks, customEmail, outbox, subscription, texts }
