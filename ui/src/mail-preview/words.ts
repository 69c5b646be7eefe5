// What are the mails to customers called, when do they leave, and where do their texts come from?
import type { MailKind, TemplateSource } from '../api/templates.ts'

export const mailKinds: Record<MailKind, { title: string; when: string }> = {
  thank_you: { title: 'Thank you', when: 'when a customer’s mail has opened a ticket' },
  new_note: { title: 'Answer', when: 'when somebody answers on a ticket' },
  new_participant: { title: 'New participant', when: 'to whoever is added to a ticket' },
  closed: { title: 'Closed', when: 'when a ticket is closed, if customers are told' },
  reopened: { title: 'Reopened', when: 'when a ticket is opened again, if customers are told' },
}

export const isMailKind = (name: string | undefined): name is MailKind =>
  name !== undefined && Object.hasOwn(mailKinds, name)

/** `from this project`, `from group acme`, … */
export function sourceInWords(source: TemplateSource | null): string {
  if (source === null) return 'built-in'
  if (source.scope === 'project') return 'from this project'
  return source.scope === 'group'
    ? `from group ${source.group}`
    : `from ${source.project_path}, for the whole desk`
}
