// Where shall these mails go? Where they were addressed, or to another project.
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { myProjectsQuery } from '../../api/projects.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { TextField } from '../../components/Field.tsx'
import type { Decide } from './useDecide.ts'

type Props = { ids: readonly number[]; path: string | null; decide: Decide; onClose: () => void }

export function RerouteDialog({ ids, decide, onClose }: Props) {
  const [project, setProject] = useState('')
  const list = useId()
  const { data = [] } = useQuery(myProjectsQuery)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const to = project.trim()
    decide('reroute', ids, to === '' ? undefined : to)
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={open => open || onClose()}
      title={ids.length === 1 ? 'Process this mail once more' : `Process ${ids.length} mails once more`}
      description="As if it had just come in. What it became before stays as it is."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Project"
          list={list}
          value={project}
          onChange={event => setProject(event.currentTarget.value)}
          placeholder="where it was addressed to"
          help="Full path such as acme/widget. Left empty, the address decides, as the first time."
        />
        <datalist id={list}>
          {data.map(({ id, path_with_namespace: path }) => (
            <option key={id} value={path} />
          ))}
        </datalist>
        <div className="flex justify-end gap-2">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" look="primary">
            Process again
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
