// What does the API say of texts that stand in a repository: for new issues, and for mails to customers?
import { z } from 'zod'
import { id, iid, text } from './fields.ts'

/** The folders whose templates people choose from. */
export const Type = z.enum(['issues', 'merge_requests'])

const Source = z.object({
  scope: z
    .enum(['project', 'group', 'instance'])
    .describe('Who has chosen the repository: the project its own, a group, or an administrator'),
  project_id: z.int().describe('In whose repository it stands'),
  project_path: z.string(),
  group: z.string().nullable().describe('The full path of the group that has chosen it'),
})

export const Listed = z
  .object({ key: z.string(), name: z.string(), source: Source })
  .meta({ id: 'TemplateInList' })

export const Template = z
  .object({ name: z.string(), content: z.string(), source: Source })
  .meta({ id: 'Template' })

export const Find = z.object({
  source_template_project_id: id
    .optional()
    .describe('In whose repository, where several have a template of that name'),
})

export const Kind = z.enum(['thank_you', 'new_note', 'new_participant', 'closed', 'reopened'])

/** What one kind of mail to customers says. */
export const MailText = z
  .object({
    kind: Kind,
    file_path: z.string().describe("Where the project's own text stands, or would stand"),
    content: z.string(),
    built_in: z.string().describe('What it says if nobody has another text'),
    source: Source.nullable().describe('null: it is the built-in text'),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'ServiceDeskMailText' })

/** Characters of a text to look at: as many as a file of a template has bytes. */
const maxContent = 262_144

export const PreviewMail = z.object({
  kind: Kind,
  content: text(maxContent).optional().describe('In place of what the project has, saved or not'),
  issue_iid: iid.optional().describe('A ticket of the project; absent: the newest one, or one made up'),
})

const Mailbox = z.object({ name: z.string(), address: z.string() })

/** A mail as it would leave. */
export const PreviewedMail = z
  .object({
    issue_iid: z.int().nullable().describe('null: the ticket is made up'),
    from: Mailbox,
    to: Mailbox,
    subject: z.string(),
    text: z.string(),
    html: z.string().describe('A whole document; show it in a frame that runs and loads nothing'),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'PreviewedMail' })

export type Listed = z.input<typeof Listed>
export type Template = z.input<typeof Template>
export type Kind = z.input<typeof Kind>
export type MailText = z.input<typeof MailText>
export type PreviewedMail = z.input<typeof PreviewedMail>
