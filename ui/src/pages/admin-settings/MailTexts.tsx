// What stands in every mail to customers, whatever a project says? And whose templates serve all projects?
import { useQueryClient } from '@tanstack/react-query'
import { type Settings, saveSettings, settingsQuery } from '../../api/admin.ts'
import { TextArea } from '../../components/Field.tsx'
import { Section } from '../../forms/Section.tsx'
import { SettingsForm } from '../../forms/SettingsForm.tsx'
import { useForm } from '../../forms/useForm.ts'
import { TemplateProjectField } from '../../places/TemplateProjectField.tsx'

export function MailTexts({ settings }: { settings: Settings }) {
  const client = useQueryClient()
  const { header_message, footer_message, email_additional_text, file_template_project_id } = settings
  const form = useForm({
    saved: { header_message, footer_message, email_additional_text, file_template_project_id },
    save: async changes => client.setQueryData(settingsQuery.queryKey, await saveSettings(changes)),
    told: 'Texts saved',
  })
  return (
    <Section
      title="Mails to customers"
      about="These texts stand in each mail to customers, unless a project’s own text leaves their place out."
    >
      <SettingsForm form={form} label="Mails to customers">
        <TextArea
          {...form.field('header_message')}
          label="Header"
          rows={2}
          dir="auto"
          help="Markdown: %{SYSTEM_HEADER}"
        />
        <TextArea
          {...form.field('footer_message')}
          label="Footer"
          rows={2}
          dir="auto"
          help="Markdown: %{SYSTEM_FOOTER}"
        />
        <TextArea
          {...form.field('email_additional_text')}
          label="Additional text"
          rows={3}
          dir="auto"
          help="What the law wants to be said, as you type it: %{ADDITIONAL_TEXT}"
        />
        <TemplateProjectField
          scope="all projects that have no templates of their own"
          group={null}
          value={form.values.file_template_project_id}
          error={form.errors.file_template_project_id}
          onChange={id => form.set('file_template_project_id', id)}
        />
      </SettingsForm>
    </Section>
  )
}
