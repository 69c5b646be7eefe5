// Which project of the group keeps templates for all projects below it?
import { useQueryClient } from '@tanstack/react-query'
import { changeGroup } from '../../api/groups.ts'
import { groupQuery } from '../../api/projects.ts'
import type { Group } from '../../api/types.ts'
import { Section } from '../../forms/Section.tsx'
import { SettingsForm } from '../../forms/SettingsForm.tsx'
import { useForm } from '../../forms/useForm.ts'
import { TemplateProjectField } from '../../places/TemplateProjectField.tsx'

export function Templates({ group }: { group: Group }) {
  const client = useQueryClient()
  const form = useForm({
    saved: { file_template_project_id: group.file_template_project_id ?? null },
    save: async changes =>
      client.setQueryData(groupQuery(group.full_path).queryKey, await changeGroup(group.full_path, changes)),
    told: 'The group is saved.',
  })
  return (
    <Section
      title="Templates"
      about="Texts of mails to customers and templates of issues, for all projects of the group that have none of that name."
    >
      <SettingsForm form={form} label="Templates">
        <TemplateProjectField
          scope="all projects of the group"
          group={group.full_path}
          value={form.values.file_template_project_id}
          error={form.errors.file_template_project_id}
          onChange={id => form.set('file_template_project_id', id)}
        />
      </SettingsForm>
    </Section>
  )
}
