// Is this our own mail, come back (RFC 3834 §2; CHECKLIST L10)? Whatever else it says.

import { isOwnMail } from '#mail/outbound'
import type { Screen } from '../arrival.ts'

export const loop: Screen = ({ message }, desk) =>
  isOwnMail(desk, message) ? { reason: 'own_mail', evidence: `Message-ID: ${message.messageId}` } : null
