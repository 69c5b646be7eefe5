// How does a verb say no? Expected refusals are DeskErrors; everything else is a bug and stays an Error.

/** The reasons for which a verb refuses. The web door maps each to one HTTP status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  /** The thing is not in a state for it (GitLab's 405). */
  | 'not_allowed'
  /** Two sides cannot be brought together (GitLab's 406). */
  | 'not_mergeable'
  | 'too_large'
  | 'rate_limited'
  | 'unavailable'

/**
 * A refusal that a person can act on.
 *
 * `fields` names each wrong input and what is wrong with it, as GitLab's API does:
 * `{ title: ["can't be blank"] }`.
 */
export class DeskError extends Error {
  readonly kind: ErrorKind
  readonly fields: Record<string, string[]> | undefined

  constructor(kind: ErrorKind, message: string, fields?: Record<string, string[]>) {
    super(message)
    this.name = 'DeskError'
    this.kind = kind
    this.fields = fields
  }

  /** One wrong field: `DeskError.invalid('title', "can't be blank")`. */
  static invalid(field: string, reason: string): DeskError {
    return new DeskError('invalid', `${field} ${reason}`, { [field]: [reason] })
  }

  /** Also said where a thing exists but must not be known to: the two look alike from outside. */
  static notFound(what: string): DeskError {
    return new DeskError('not_found', `404 ${what} Not Found`)
  }

  static forbidden(message = '403 Forbidden'): DeskError {
    return new DeskError('forbidden', message)
  }
}

export function isDeskError(error: unknown, kind?: ErrorKind): error is DeskError {
  return error instanceof DeskError && (kind === undefined || error.kind === kind)
}
