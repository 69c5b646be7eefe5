// What does the API say of a project's Service Desk?
import { z } from 'zod'
import { count, flag, text, timestamp } from './fields.ts'

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
    warnings: z
      .array(z.string())
      .describe('What is wrong with the files of templates, in sentences for those who write them'),
    issue_template_key: z.string().nullable(),
    outgoing_name: z.string().nullable(),
    project_key: z.string().nullable().describe('The suffix of the address'),
    reopen_issue_on_external_participant_note: z.boolean(),
    add_external_participants_from_cc: z.boolean(),
    tickets_confidential_by_default: z.boolean(),
    mail_on_close: z.boolean(),
    mail_on_close_by_code: z
      .boolean()
      .describe('Tell participants when a commit or merge request closes their ticket'),
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
  mail_on_close_by_code: flag.optional(),
  agent_name_in_mail: z.enum(['name', 'first_name', 'desk']).optional(),
  automatic_mail: z.enum(['open', 'ignore']).optional(),
})

const authentication = z.enum(['plain', 'login', 'cram_md5'])

/** A project's own address; all is null and false where there is none. The password is never told. */
export const CustomEmail = z
  .object({
    custom_email: z.string().nullable(),
    custom_email_enabled: z.boolean(),
    custom_email_verification_state: z.enum(['started', 'finished', 'failed']).nullable(),
    custom_email_verification_error: z
      .enum([
        'incorrect_token',
        'incorrect_from',
        'mail_not_received_within_timeframe',
        'invalid_credentials',
        'smtp_host_issue',
        'read_timeout',
        'incorrect_forwarding_target',
      ])
      .nullable(),
    custom_email_smtp_address: z.string().nullable(),
    custom_email_smtp_port: z.int().nullable(),
    custom_email_smtp_username: z.string().nullable(),
    custom_email_smtp_authentication: authentication.nullable().describe('null: what the server offers'),
    custom_email_verification_started_at: timestamp.nullable(),
    error_message: z.string().nullable().describe('Why the verification failed and what to do, in sentences'),
    error_detail: z.string().nullable().describe('What the server said'),
  })
  .meta({ id: 'CustomEmail' })

export const NewCustomEmail = z.object({
  custom_email: text(1000).describe('ASCII, without a + before the @'),
  smtp_address: text(1000).describe('The server by which mail from the address leaves'),
  smtp_port: count(1, 65_535).default(587).describe('465: encrypted from the start; else by STARTTLS'),
  smtp_username: text(2000),
  smtp_password: text(2000),
  smtp_authentication: authentication.nullish(),
})

/** What is not given stays. Anything but `custom_email_enabled` begins a new verification. */
export const CustomEmailUpdate = NewCustomEmail.extend({ smtp_port: count(1, 65_535) })
  .partial()
  .extend({ custom_email_enabled: flag.optional().describe('true only after the verification has finished') })

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

export type CustomEmail = z.input<typeof CustomEmail>
export type ServiceDesk = z.input<typeof ServiceDesk>
