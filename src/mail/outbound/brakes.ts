// May we send one more automatic mail? Brakes that need no header: they hold even where no sign of a machine is seen.

/** What has already gone out to one address, counted in the outbox. */
export type MailCounts = {
  /** Automatic mails of the last hour, from all projects. */
  automaticLastHour: number
  /** Acknowledgements of this project in the last 24 hours. */
  acknowledgedLastDay: number
  /** Acknowledgements of this project in the last seven days. */
  acknowledgedLastWeek: number
}

export type Brakes = {
  automatic_mails_per_recipient_and_hour: number
  acknowledgements_before_brake: number
}

/** Two machines that answer each other stop here at the latest (SPEC §4.6). */
export function mayMailAutomatically(counts: Pick<MailCounts, 'automaticLastHour'>, limits: Brakes): boolean {
  return counts.automaticLastHour < limits.automatic_mails_per_recipient_and_hour
}

/** A person who writes three tickets in a row is thanked three times; from then on once a day. */
export function mayAcknowledge(counts: MailCounts, limits: Brakes): boolean {
  if (!mayMailAutomatically(counts, limits)) return false
  return (
    counts.acknowledgedLastWeek < limits.acknowledgements_before_brake || counts.acknowledgedLastDay === 0
  )
}
