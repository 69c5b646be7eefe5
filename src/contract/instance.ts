// What does the API say of the desk as a whole?
import { z } from 'zod'
import { flag, id, text } from './fields.ts'

export const Version = z.object({ version: z.string(), revision: z.string() }).meta({ id: 'Version' })

export const Metadata = z
  .object({
    version: z.string(),
    revision: z.string(),
    enterprise: z.boolean(),
    kas: z.object({
      enabled: z.boolean(),
      externalUrl: z.string().nullable(),
      externalK8sProxyUrl: z.string().nullable(),
      version: z.string().nullable(),
    }),
  })
  .meta({ id: 'Metadata' })

/** What everybody may know, also who is not signed in. */
export const Instance = z
  .object({
    name: z.string(),
    external_url: z.string(),
    version: z.string().nullable().describe('null: nobody is signed in'),
  })
  .meta({ id: 'Instance' })

export const Settings = z
  .object({
    instance_name: z.string().describe('Named in mails and on pages'),
    header_message: z.string().describe('At the beginning of mails to customers; Markdown'),
    footer_message: z.string().describe('At their end; Markdown'),
    email_additional_text: z.string().describe('Below the text of mails to customers, as it is typed'),
    file_template_project_id: z
      .int()
      .nullable()
      .describe('The project whose templates serve all projects that have none of their own'),
    akismet_enabled: z.boolean().describe('New tickets are shown to Akismet'),
    akismet_api_key: z.string().nullable().describe('Its last four characters; null: there is none'),
  })
  .meta({ id: 'ApplicationSettings' })

export const UpdateSettings = z.object({
  instance_name: text(1000).optional(),
  header_message: text(100_000).optional(),
  footer_message: text(100_000).optional(),
  email_additional_text: text(100_000).optional(),
  file_template_project_id: id.nullish(),
  akismet_enabled: flag.optional(),
  akismet_api_key: text(100).nullable().optional().describe('null or empty: forget it'),
})

export type Version = z.infer<typeof Version>
export type Metadata = z.infer<typeof Metadata>
export type Settings = z.infer<typeof Settings>
