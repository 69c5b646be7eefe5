// Which settings does a project's Service Desk have?
import { sql } from 'kysely'

/** SPEC §8, in the names of GitLab's API. */
export type ServiceDeskSettings = {
  service_desk_enabled: boolean
  issue_template_key: string | null
  outgoing_name: string | null
  /** The suffix of the address. */
  project_key: string | null
  reopen_issue_on_external_participant_note: boolean
  add_external_participants_from_cc: boolean
  tickets_confidential_by_default: boolean
  mail_on_close: boolean
  mail_on_close_by_code: boolean
  agent_name_in_mail: 'name' | 'first_name' | 'desk'
  automatic_mail: 'open' | 'ignore'
}

/** Besides, what is set elsewhere: the project's own address, if it is in use. */
export type InUse = { custom_email: string | null }

/** Of `settingsTables`: a project without a row has what the table defaults to. */
export const settingsColumns = sql.raw(`
  coalesce(s.service_desk_enabled, true) as service_desk_enabled, s.issue_template_key, s.outgoing_name, s.project_key,
  coalesce(s.reopen_issue_on_external_participant_note, true) as reopen_issue_on_external_participant_note,
  coalesce(s.add_external_participants_from_cc, false) as add_external_participants_from_cc,
  coalesce(s.tickets_confidential_by_default, true) as tickets_confidential_by_default,
  coalesce(s.mail_on_close, false) as mail_on_close,
  coalesce(s.mail_on_close_by_code, false) as mail_on_close_by_code,
  coalesce(s.agent_name_in_mail, 'name') as agent_name_in_mail,
  coalesce(s.automatic_mail, 'open') as automatic_mail,
  custom.email as custom_email`)

/** To be joined with `projects p`. */
export const settingsTables = sql.raw(`left join service_desk_settings s on s.project_id = p.id
  left join service_desk_custom_emails custom on custom.project_id = p.id and custom.enabled`)
