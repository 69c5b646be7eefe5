// Who talks and gets nowhere? A byte now and then keeps a silent session open for ever, so it has to get on, too.
import type { SMTPServerSession } from 'smtp-server'
import { limits } from './limits.ts'

export type Progress = {
  /** The session has begun, or got on: it named a recipient, or a mail has come to its end. */
  made(session: SMTPServerSession): void
  /** A mail is under way, which has a time of its own; or the session is over. */
  rest(session: SMTPServerSession): void
}

/** @param sendAway is called with a session that has not got on for `limits.progressMs`, whatever it said meanwhile */
export function watchProgress(sendAway: (session: SMTPServerSession) => void): Progress {
  const timers = new Map<SMTPServerSession, NodeJS.Timeout>()
  const rest = (session: SMTPServerSession) => {
    clearTimeout(timers.get(session))
    timers.delete(session)
  }
  return {
    made(session) {
      rest(session)
      const tooLong = () => {
        // Also of a session that ended while its recipient was looked up.
        timers.delete(session)
        sendAway(session)
      }
      timers.set(session, setTimeout(tooLong, limits.progressMs).unref())
    },
    rest,
  }
}
