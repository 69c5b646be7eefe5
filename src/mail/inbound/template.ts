// Which description template is put below a new ticket? (SPEC §5)
import { type Repositories, templates } from '#repository'
import type { InboundDesk } from './desk.ts'
import type { InboxRow } from './load.ts'

export type TicketTemplate = {
  /** Where it should stand: `.gitlab/issue_templates/bug.md`. */
  file: string
  /** Null: there is none that can be used. */
  text: string | null
  /** Why there is none, for the team: `is missing`. */
  reason: string
}

/** Null: the project wants none. A repository that cannot be read keeps no mail from becoming a ticket. */
export async function templateFor(
  desk: Pick<InboundDesk, 'log'> & { repositories?: Repositories | undefined },
  { project, quiet }: Pick<InboxRow, 'project' | 'quiet'>,
): Promise<TicketTemplate | null> {
  // Mail from before Deskbell is kept as it was: its template would assign and label what is long done.
  if (project === null || project.issueTemplate === null || quiet || desk.repositories === undefined)
    return null
  const name = project.issueTemplate
  try {
    const wanted = { folder: 'issues', name } as const
    const { file, text, passed } = await templates.find(
      desk.repositories,
      project.templateSources ?? [],
      wanted,
    )
    return { file, text, reason: passed[0]?.reason ?? 'is missing' }
  } catch (error) {
    desk.log.error({ err: error, project: project.id, template: name }, 'a template could not be read')
    return { file: templates.templateFile('issues', name), text: null, reason: 'could not be read' }
  }
}
