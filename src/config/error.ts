// How is a wrong configuration refused? All mistakes at once, each with its place.
import { DeskError } from '#kernel'

export class ConfigError extends DeskError {
  readonly mistakes: readonly string[]

  /** @param mistakes one sentence each, beginning with the place: `deskbell.yml:3:5` or the name of the variable */
  constructor(mistakes: readonly string[]) {
    super('invalid', formatConfigErrors(mistakes))
    this.name = 'ConfigError'
    this.mistakes = mistakes
  }
}

/** The mistakes as a person at a terminal reads them; also the message of the error itself. */
export function formatConfigErrors(mistakes: readonly string[]): string {
  return `The configuration is not right, so the desk does not start:\n${mistakes.map(m => `  ${m}`).join('\n')}`
}
