// What may keep a mail from being routed? The list of screens, asked in this order; the first objection wins.
//
// A screen is `(arrival, desk) => Objection | null`: it reads and judges, it never writes. Automatic answers are no case
// for a screen, because they are kept with the ticket that they answer: routes/by-address.ts turns away the others.
import type { Arrival, Objection, Screen, ScreenDesk } from './arrival.ts'
import { forged } from './screens/forged.ts'
import { hops } from './screens/hops.ts'
import { loop } from './screens/loop.ts'
import { rate } from './screens/rate.ts'
import { report } from './screens/report.ts'
import { size } from './screens/size.ts'
import { verification } from './screens/verification.ts'

const screens: readonly (readonly [name: string, screen: Screen])[] = [
  // Before 'loop': it is our own mail, and is meant to come back.
  ['verification', verification],
  ['size', size],
  ['loop', loop],
  ['report', report],
  ['forged', forged],
  ['hops', hops],
  ['rate', rate],
]

/** @returns the objection with the name of its screen, or null */
export function screen(arrival: Arrival, desk: ScreenDesk): (Objection & { rule: string }) | null {
  for (const [rule, judge] of screens) {
    const objection = judge(arrival, desk)
    if (objection !== null) return { ...objection, rule }
  }
  return null
}
