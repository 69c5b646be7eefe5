// Why could an address not be verified, and what is to be done? GitLab's reasons, each in a sentence or two.

/** Servers that greylist let a mail in within a quarter of an hour. */
export const timeframeMinutes = 30

export const reasons = {
  smtp_host_issue:
    'The mail server could not be reached, or did not take the mail. Compare its name and port with what your provider says.',
  invalid_credentials:
    'The mail server refused the sign-in. Compare username, password and authentication with what your provider says; some want a password made for programs.',
  read_timeout:
    'The mail server did not answer in time. Compare its name and port with what your provider says, or verify again later.',
  incorrect_from:
    'The mail came back with another sender. Let your provider forward mails as they are, with the sender unchanged.',
  incorrect_token:
    'A mail came back that is not the one that was sent last. Verify again, and wait for the new mail.',
  incorrect_forwarding_target:
    'The mail came back, but not by an address of this project. Forward your address to the one for customers that these settings show.',
  mail_not_received_within_timeframe: `The mail did not come back within ${timeframeMinutes} minutes. Look whether the address is forwarded to this project, and whether a filter for junk holds the mail.`,
} as const

/** GitLab's names. */
export type VerificationError = keyof typeof reasons
