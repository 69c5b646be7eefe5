// Which text has this mail: one from a repository, or the built-in one?
import type { Log } from '#kernel'
import { type Repositories, templates } from '#repository'
import type { Mail } from './claim.ts'
import { builtIn, type TemplateKind } from './templates.ts'

export type TextDesk = {
  /** Absent: there are no repositories, and each mail has the built-in text. */
  repositories?: Repositories | undefined
  log: Log
}

/**
 * The template of a mail to somebody outside. A repository that cannot be read holds up no customer's mail.
 * @param given what the project's own file would say, to see what that would look like
 */
export async function templateOf(desk: TextDesk, mail: Mail, given?: string): Promise<string> {
  if (given !== undefined && given.trim() !== '') return given
  const name = mail.kind as TemplateKind
  const sources = (mail.templateSources ?? []).slice(given === undefined ? 0 : 1)
  if (desk.repositories === undefined) return builtIn[name]
  try {
    const found = await templates.find(desk.repositories, sources, { folder: 'service_desk', name })
    return found.text ?? builtIn[name]
  } catch (error) {
    desk.log.error({ err: error, project: mail.project?.id, template: name }, 'a template could not be read')
    return builtIn[name]
  }
}
