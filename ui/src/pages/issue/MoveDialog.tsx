// Where does it belong instead? Participants and reply addresses go along; the old address leads there.
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { post } from '../../api/client.ts'
import { issuePath, pathOf } from '../../api/issues.ts'
import { projectsQuery } from '../../api/projects.ts'
import type { Issue } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { Picker } from '../../components/Picker.tsx'
import { tell, tellError } from '../../toasts.ts'
import { pathParam } from '../../urls.ts'
import { useViewing, type Whole } from './context.ts'

/** Moving needs a Reporter there as well. */
const reporter = 20

export default function MoveDialog({ issue, onClose }: { issue: Whole; onClose: () => void }) {
  const { path, iid } = useViewing()
  const navigate = useNavigate()
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<{ id: number; name: string } | null>(null)
  const [moving, setMoving] = useState(false)
  const { data, isPending } = useQuery({
    ...projectsQuery({ search, min_access_level: reporter, archived: false, per_page: 20 }),
    placeholderData: old => old,
  })
  const projects = (data?.rows ?? []).filter(({ id }) => id !== issue.project_id)
  const move = async () => {
    if (chosen === null) return
    setMoving(true)
    try {
      const moved = await post<Issue>(`${issuePath(path, iid)}/move`, { to_project_id: chosen.id })
      onClose()
      tell(`Moved to ${moved.references.full}`)
      const params = { path: pathParam(pathOf(moved)), iid: String(moved.iid) }
      await navigate({ to: '/p/$path/issues/$iid', params })
    } catch (error) {
      tellError(error, () => void move())
    } finally {
      setMoving(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title={`Move #${iid} to another project`}
      description="It gets a new number there. Participants go along, and answers by mail find it there. It cannot be moved back with its old number."
    >
      <Picker
        label="Project"
        single
        loading={isPending}
        onSearch={setSearch}
        selected={chosen === null ? [] : [chosen.id]}
        options={projects.map(({ id, name_with_namespace, path_with_namespace }) => ({
          id,
          label: name_with_namespace,
          hint: path_with_namespace,
        }))}
        onChange={(_, { id }) => {
          const project = projects.find(one => one.id === id)
          if (project) setChosen({ id: project.id, name: project.path_with_namespace })
        }}
        trigger={
          <Button className="justify-start!" aria-label={`Project: ${chosen?.name ?? 'none chosen'}`}>
            {chosen?.name ?? 'Choose a project…'}
          </Button>
        }
      />
      <div className="mt-4 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" disabled={chosen === null || moving} onClick={() => void move()}>
          {moving ? 'Moving…' : 'Move'}
        </Button>
      </div>
    </Dialog>
  )
}
