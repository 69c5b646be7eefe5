// How is a group changed, moved, removed?
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { changeGroup, type Visibility } from '../../api/groups.ts'
import { groupQuery } from '../../api/projects.ts'
import type { Group } from '../../api/types.ts'
import { Failed } from '../../components/Failed.tsx'
import { TextArea, TextField } from '../../components/Field.tsx'
import { SaveBar } from '../../forms/SaveBar.tsx'
import { Section } from '../../forms/Section.tsx'
import { UnsavedGuard } from '../../forms/UnsavedGuard.tsx'
import { useForm } from '../../forms/useForm.ts'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { VisibilityField } from '../../places/VisibilityField.tsx'
import { usePath } from '../../session.ts'
import { pathParam } from '../../urls.ts'
import { Danger } from './Danger.tsx'
import { Templates } from './Templates.tsx'

export default function Page() {
  const path = usePath() ?? ''
  const { data: group, error, refetch } = useQuery(groupQuery(path))
  return (
    <>
      <PageHeader title="Group settings" path={path} />
      <Column narrow>
        {error && <Failed error={error} retry={() => void refetch()} />}
        {group && (
          <>
            <General key={group.id} group={group} />
            <Templates key={`templates-${group.id}`} group={group} />
            <Danger group={group} />
            <UnsavedGuard />
          </>
        )}
      </Column>
    </>
  )
}

function General({ group }: { group: Group }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { name, path, description, visibility } = group
  const form = useForm<{ name: string; path: string; description: string; visibility: Visibility }>({
    saved: { name, path, description, visibility },
    told: 'The group is saved.',
    save: async changes => {
      const changed = await changeGroup(group.full_path, changes)
      client.setQueryData(groupQuery(changed.full_path).queryKey, changed)
      if (changed.full_path !== group.full_path)
        await navigate({ to: '/g/$path/edit', params: { path: pathParam(changed.full_path) }, replace: true })
    },
  })
  return (
    <Section title="General">
      <form ref={form.element} onSubmit={form.submit} noValidate className="flex flex-col gap-5">
        <TextField label="Name" required {...form.field('name')} />
        <TextField
          label="Path"
          help="Former addresses of pages and e-mail go on working after a change."
          {...form.field('path')}
        />
        <TextArea label="Description" rows={2} {...form.field('description')} />
        <VisibilityField
          value={form.values.visibility}
          error={form.errors.visibility}
          onChange={value => form.set('visibility', value)}
        />
        <SaveBar form={form} />
      </form>
    </Section>
  )
}
