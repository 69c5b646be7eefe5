// What does a person read when a fetch has failed? What to do, where git's words are known; else these, cut short.
import { isDeskError } from '#kernel'

const known: readonly (readonly [RegExp, string])[] = [
  [
    /could not read (?:Username|Password)|Authentication failed|terminal prompts disabled|error: 401/i,
    'The server wants a user name and a password or token, or does not take the ones that are set.',
  ],
  [
    /error: 403|access denied|forbidden/i,
    'The server knows who asks, and does not let them read the repository.',
  ],
  [
    /repository '[^']*' not found|error: 404/i,
    'There is no repository at this address, or it is hidden from the user that is set.',
  ],
  [
    /error: 3\d\d|redirect/i,
    'The server sends to another address; enter that one, redirects are not followed.',
  ],
  [/transport '[^']*' not allowed/i, 'The address begins with something else than https://.'],
  [/SSL|certificate/i, 'The certificate of the server is not valid for this address.'],
  [
    /Connection refused|Failed to connect|Couldn't connect|Could not connect/i,
    'The server takes no connections at this address.',
  ],
  [/Operation too slow|timed out/i, 'The server is too slow or does not answer.'],
  [
    /fsck error|index-pack failed|bad object|did not send all necessary objects/i,
    'The server sent objects that are damaged or harmful to those who clone.',
  ],
  [/not valid: is this a git repository/i, 'There is no git repository at this address.'],
]

/** Characters of git's own words. */
const maxWords = 300

/** @returns null for what is no doing of the server */
export function wordsOf(error: unknown): string | null {
  if (isDeskError(error)) return error.message
  if (!(error instanceof Error) || !('stderr' in error) || typeof error.stderr !== 'string') return null
  const { stderr } = error
  const found = known.find(([pattern]) => pattern.test(stderr))
  if (found !== undefined) return found[1]
  const words = stderr
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, maxWords)
  return words === '' ? 'git ended without a word.' : `git says: ${words}`
}
