// Whose mailbox is it? `jo+1@` and `jo+2@` are one to the brakes, or a robot that counts upwards would pass them.

/** As `mailbox_of` of the database: lower case, without what stands behind a plus (RFC 5233). */
export function mailboxOf(address: string): string {
  return address.toLowerCase().replace(/^([^+@]+)\+[^@]*@/, '$1@')
}
