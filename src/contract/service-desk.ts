// What does the API say of a project's Service Desk?
import { z } from 'zod'
import { count, flag, text } from './fields.ts'

const Address = z.object({
  address: z.string(),
  form: z.enum(['custom', 'suffix', 'generated', 'legacy']),
  former: z.boolean().describe('From before a rename, a move or another suffix; it works all the same'),
})

export const ServiceDesk = z
  .object({
    project_id: z.int(),
    service_desk_enabled: z.boolean(),
    service_desk_address: z
      .string()
      .nullable()
      .describe('The address to show to people; null: no mailbox takes new tickets'),
    addresses: z.array(Address).describe('All under which mail comes in, the present ones first'),
    missing: z.array(z.string()).describe('What an administrator must set up, in sentences'),
    issue_template_key: z.string().nullable(),
    outgoing_name: z.string().nullable(),
    project_key: z.string().nullable().describe('The suffix of the address'),
    reopen_issue_on_external_participant_note: z.boolean(),
    add_external_participants_from_cc: z.boolean(),
    tickets_confidential_by_default: z.boolean(),
    mail_on_close: z.boolean(),
    agent_name_in_mail: z.enum(['name', 'first_name', 'desk']),
    automatic_mail: z.enum(['open', 'ignore']),
  })
  .meta({ id: 'ServiceDesk' })

/** What is not given stays; null or an empty text takes a template, name or suffix away. */
export const Update = z.object({
  service_desk_enabled: flag.optional(),
  issue_template_key: text(255).nullish(),
  outgoing_name: text(1000).nullish(),
  project_key: text(1000).nullish(),
  reopen_issue_on_external_participant_note: flag.optional(),
  add_external_participants_from_cc: flag.optional(),
  tickets_confidential_by_default: flag.optional(),
  mail_on_close: flag.optional(),
  agent_name_in_mail: z.enum(['name', 'first_name', 'desk']).optional(),
  automatic_mail: z.enum(['open', 'ignore']).optional(),
})

export const Preview = z.object({ project_key: text(1000) })

export const PreviewedAddress = z.object({
  address: z.string().nullable().describe('null: service_desk_email is not configured'),
})

export const Requester = z
  .object({
    email: z.string().describe('As they last wrote it'),
    name: z.string().nullable(),
    open_tickets: z.int(),
    tickets: z.int(),
  })
  .meta({ id: 'Requester' })

export const RequesterSearch = z.object({
  search: text(255).optional().describe('Part of the address or of the name'),
  per_page: count(1, 100).default(20),
})

/** A mail as a customer would write it, taken in as any other. */
export const SampleMail = z
  .object({ subject: z.string(), from: z.string(), to: z.string() })
  .meta({ id: 'SampleMail' })

export type ServiceDesk = z.input<typeof ServiceDesk>
