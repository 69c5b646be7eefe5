// Whose templates serve many projects? A project, found by typing.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { templateProjectsQuery } from '../api/groups.ts'
import { projectQuery } from '../api/projects.ts'
import { PickerField } from '../components/PickerField.tsx'

type Props = {
  /** Whom it serves. */
  scope: string
  /** Only projects in it; null: any. */
  group: string | null
  value: number | null
  error: string | undefined
  onChange: (id: number | null) => void
}

const none = '\u0000none'

export function TemplateProjectField({ scope, group, value, error, onChange }: Props) {
  const [search, setSearch] = useState('')
  const found = useQuery({ ...templateProjectsQuery(group, search), placeholderData: keepPreviousData })
  const { data: chosen } = useQuery({ ...projectQuery(String(value)), enabled: value !== null })
  return (
    <PickerField
      label="Project with templates"
      error={error}
      help={`Its folders .gitlab/service_desk_templates and .gitlab/issue_templates serve ${scope}.`}
      options={[
        { id: none, label: 'None' },
        ...(found.data ?? []).map(({ id, path_with_namespace: label }) => ({ id, label })),
      ]}
      selected={[value ?? none]}
      onSearch={setSearch}
      loading={found.isPending}
      chosen={value === null ? 'None' : (chosen?.path_with_namespace ?? `Project ${value}`)}
      quiet={value === null}
      onChange={(_, { id }) => onChange(id === none ? null : Number(id))}
    />
  )
}
