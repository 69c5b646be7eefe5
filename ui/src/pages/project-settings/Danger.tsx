// How is a project put to rest, moved, or removed for good? For its owners.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { removeProject, setArchived } from '../../api/project-settings.ts'
import { projectQuery } from '../../api/projects.ts'
import type { Project } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { TextField } from '../../components/Field.tsx'
import { Section } from '../../forms/Section.tsx'
import { tell, tellError } from '../../toasts.ts'
import { Line } from './Line.tsx'
import { Transfer } from './Transfer.tsx'

export function Danger({ project }: { project: Project }) {
  return (
    <Section id="danger" title="Archive, move, delete">
      <ul className="flex flex-col divide-y divide-line border-line border-y">
        <Archive project={project} />
        <Transfer project={project} />
        <Delete project={project} />
      </ul>
    </Section>
  )
}

function Archive({ project }: { project: Project }) {
  const client = useQueryClient()
  const path = project.path_with_namespace
  const { archived, name } = project
  const set = async (next: boolean, isUndo = false): Promise<void> => {
    try {
      client.setQueryData(projectQuery(path).queryKey, await setArchived(path, next))
      void client.invalidateQueries({ queryKey: ['projects'] })
      const undo = isUndo ? undefined : () => void set(!next, true)
      tell(next ? `${name} is archived` : `${name} can be written to again`, undo)
    } catch (error) {
      tellError(error, () => void set(next, isUndo))
    }
  }
  return archived ? (
    <Line title="Archived" about="It can only be read, and takes no mail.">
      <Button onClick={() => void set(false)}>Unarchive</Button>
    </Line>
  ) : (
    <Line title="Archive" about="Everything can still be read, nothing changed; mail is no longer taken.">
      <Button onClick={() => void set(true)}>Archive</Button>
    </Line>
  )
}

function Delete({ project }: { project: Project }) {
  const path = project.path_with_namespace
  const client = useQueryClient()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const [typed, setTyped] = useState('')
  const remove = async () => {
    setAsking(false)
    try {
      await removeProject(path)
      await navigate({ to: '/' })
      client.removeQueries({ queryKey: projectQuery(path).queryKey })
      await client.invalidateQueries({ queryKey: ['projects'] })
      tell(`${path} is deleted`)
    } catch (error) {
      tellError(error, () => void remove())
    }
  }
  return (
    <Line
      title="Delete"
      about="The project goes with all its tickets, notes and files. Nothing brings them back."
    >
      <Button
        look="danger"
        onClick={() => {
          setTyped('')
          setAsking(true)
        }}
      >
        Delete project…
      </Button>
      <Confirm
        open={asking}
        title={`Delete ${project.name}?`}
        action="Delete for good"
        disabled={typed.trim() !== path}
        onConfirm={() => void remove()}
        onCancel={() => setAsking(false)}
      >
        <p>
          All its tickets, notes and files go too, for good. Mail to its addresses reaches nobody any more.
        </p>
        <TextField
          label={`Type ${path} to go on`}
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
        />
      </Confirm>
    </Line>
  )
}
