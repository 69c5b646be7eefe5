// Into which group does the project move?
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { foundNamespacesQuery, transferProject } from '../../api/project-settings.ts'
import { projectQuery } from '../../api/projects.ts'
import type { Namespace, Project } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { Picker } from '../../components/Picker.tsx'
import { tell, tellError } from '../../toasts.ts'
import { pathParam } from '../../urls.ts'
import { Line } from './Line.tsx'

export function Transfer({ project }: { project: Project }) {
  const [search, setSearch] = useState('')
  const [to, setTo] = useState<Namespace | null>(null)
  const { data = [], isFetching } = useQuery({
    ...foundNamespacesQuery(search),
    placeholderData: kept => kept,
  })
  const move = useMove(project)
  // Groups before people: an administrator is offered everybody's own place.
  const places = data
    .filter(({ id }) => id !== project.namespace.id)
    .toSorted((one, other) => one.kind.localeCompare(other.kind))
  return (
    <Line title="Move" about="Into another group. Its former links and mail addresses go on working.">
      <Picker
        label="Find a group"
        single
        options={places.map(({ id, full_path, name }) => ({ id, label: full_path, hint: name }))}
        selected={[]}
        loading={isFetching}
        onSearch={setSearch}
        onChange={([id]) => setTo(places.find(place => place.id === id) ?? null)}
        trigger={<Button aria-label="Move project…">Move project…</Button>}
      />
      <Confirm
        open={to !== null}
        title={`Move ${project.name} to ${to?.full_path}?`}
        action="Move project"
        onCancel={() => setTo(null)}
        onConfirm={() => {
          setTo(null)
          if (to) void move(to)
        }}
      >
        Who belongs to {to?.full_path} sees it from then on; who was here through{' '}
        {project.namespace.full_path} alone no longer does. You can move it back.
      </Confirm>
    </Line>
  )
}

function useMove(project: Project) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async function move(to: Namespace): Promise<void> {
    try {
      const moved = await transferProject(project.path_with_namespace, to.id)
      const path = moved.path_with_namespace
      client.setQueryData(projectQuery(path).queryKey, moved)
      await navigate({ to: '/p/$path/edit', params: { path: pathParam(path) }, replace: true })
      tell(`${moved.name} is now at ${path}`)
      await client.invalidateQueries({ queryKey: ['projects'] })
    } catch (error) {
      tellError(error, () => void move(to))
    }
  }
}
