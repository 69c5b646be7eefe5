// Which issues does a text name, as far as its project lets code close any?
import { messages } from '#repository'

export type NamedIssue = messages.NamedIssue

/**
 * What the numbers of code that lives elsewhere mean. `all`: `#12` is an issue of the project here; `qualified`: it is one
 * of the other forge, and only `group/project#12` and URLs are meant; `none`: nothing is.
 */
export type Scope = 'all' | 'qualified' | 'none'

/** The issues that the text names, within that scope. */
export function namedWithin(text: string, externalUrl: string, scope: Scope = 'all'): NamedIssue[] {
  if (scope === 'none') return []
  const named = messages.findNamedIssues(text, externalUrl)
  return scope === 'all' ? named : named.filter(({ path }) => path !== undefined)
}
