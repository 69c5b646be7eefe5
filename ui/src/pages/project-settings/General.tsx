// What is the project called, where is it found, and who may see it?
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { changeProject } from '../../api/project-settings.ts'
import { projectQuery } from '../../api/projects.ts'
import type { Project } from '../../api/types.ts'
import { TextArea, TextField } from '../../components/Field.tsx'
import { Section } from '../../forms/Section.tsx'
import { SettingsForm } from '../../forms/SettingsForm.tsx'
import { useForm } from '../../forms/useForm.ts'
import { VisibilityField } from '../../places/VisibilityField.tsx'
import { pathParam } from '../../urls.ts'

type Given = Pick<Project, 'name' | 'path' | 'description' | 'visibility'>

function useGeneral(project: Project) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { name, path, description, visibility } = project
  return useForm<Given>({
    saved: { name, path, description, visibility },
    save: async changes => {
      const changed = await changeProject(project.path_with_namespace, changes)
      const to = changed.path_with_namespace
      client.setQueryData(projectQuery(to).queryKey, changed)
      void client.invalidateQueries({ queryKey: ['projects'] })
      if (to === project.path_with_namespace) return
      void client.invalidateQueries({ queryKey: ['service_desk'] })
      await navigate({ to: '/p/$path/edit', params: { path: pathParam(to) }, replace: true })
    },
    told: 'Project saved',
  })
}

export function General({ project, isOwner }: { project: Project; isOwner: boolean }) {
  const form = useGeneral(project)
  return (
    <Section id="general" title="General">
      <SettingsForm form={form} label="General">
        <TextField {...form.field('name')} label="Name" dir="auto" autoComplete="off" />
        <TextArea
          {...form.field('description')}
          label="Description"
          rows={3}
          dir="auto"
          help="What the project is for. Everybody who sees the project reads it."
        />
        <TextField
          {...form.field('path')}
          label="Path"
          autoComplete="off"
          autoCapitalize="none"
          help={
            <>
              The project stands at <span className="break-all">{spoken(project, form.values.path)}</span>.
              After a change its former links and mail addresses go on working.
            </>
          }
        />
        <fieldset disabled={!isOwner} className="contents">
          <VisibilityField
            value={form.values.visibility}
            error={form.errors.visibility}
            onChange={visibility => form.set('visibility', visibility)}
          />
        </fieldset>
        {!isOwner && <p className="-mt-3 text-faint text-xs">Only owners change who may see it.</p>}
      </SettingsForm>
    </Section>
  )
}

const spoken = ({ namespace }: Project, path: string) =>
  `${location.host}/${namespace.full_path}/${path.trim() || '…'}`
