// Who counts as one where only so much is given to each, and how many may do the same thing at a time?
import { DeskError } from './errors.ts'

export type Places = {
  /**
   * Takes a place.
   * @param peer who asks, for the number of places that one may take
   * @returns gives it back; a second call does nothing
   * @throws unavailable if there is none
   */
  take(peer: string): () => void
}

/** A bounded number of places, and no single peer takes all. @param refusal what somebody reads for whom there is no place */
export function openPlaces(limits: { running: number; perPeer: number }, refusal: string): Places {
  const byPeer = new Map<string, number>()
  let running = 0
  return {
    take(peer) {
      const mine = byPeer.get(peer) ?? 0
      if (running >= limits.running || mine >= limits.perPeer) throw new DeskError('unavailable', refusal)
      running++
      byPeer.set(peer, mine + 1)
      let given = false
      return () => {
        if (given) return
        given = true
        running--
        const left = (byPeer.get(peer) ?? 1) - 1
        if (left === 0) byPeer.delete(peer)
        else byPeer.set(peer, left)
      }
    },
  }
}

/**
 * As `mailbox_of` of the database: lower case, without what stands behind a plus (RFC 5233). `jo+1@` and `jo+2@` are one to
 * the brakes, or a robot that counts upwards would pass them.
 */
export function mailboxOf(address: string): string {
  return address.toLowerCase().replace(/^([^+@]+)\+[^@]*@/, '$1@')
}
