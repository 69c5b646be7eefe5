// What is it called, what is it, and from when until when?
import { useQueryClient } from '@tanstack/react-query'
import { addMilestone, changeMilestone, type MilestoneText } from '../../api/milestones.ts'
import type { Milestone } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { TextField } from '../../components/Field.tsx'
import { useForm } from '../../forms/useForm.ts'
import { tell } from '../../toasts.ts'
import { ProjectEditor } from '../../writing/ProjectEditor.tsx'

type Props = { path: string; edited: Milestone | 'new' | null; onClose: () => void }

export function MilestoneDialog({ path, edited, onClose }: Props) {
  return (
    <Dialog
      wide
      open={edited !== null}
      onOpenChange={open => !open && onClose()}
      title={edited === 'new' ? 'New milestone' : 'Edit milestone'}
    >
      {edited !== null && <Form path={path} milestone={edited === 'new' ? null : edited} onClose={onClose} />}
    </Dialog>
  )
}

type FormProps = { path: string; milestone: Milestone | null; onClose: () => void }

function Form({ path, milestone, onClose }: FormProps) {
  const client = useQueryClient()
  const form = useForm<MilestoneText>({
    saved: {
      title: milestone?.title ?? '',
      description: milestone?.description ?? '',
      start_date: milestone?.start_date ?? '',
      due_date: milestone?.due_date ?? '',
    },
    save: async (changes, text) => {
      const saved = await (milestone
        ? changeMilestone(path, milestone.id, changes)
        : addMilestone(path, text))
      tell(`“${saved.title}” is saved.`)
      onClose()
      await client.invalidateQueries({ queryKey: ['milestones', path] })
    },
  })
  return (
    <form ref={form.element} onSubmit={form.submit} noValidate className="flex flex-col gap-4">
      <TextField {...form.field('title')} label="Title" dir="auto" autoComplete="off" maxLength={255} />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField {...form.field('start_date')} label="First day" type="date" />
        <TextField {...form.field('due_date')} label="Last day" type="date" />
      </div>
      <ProjectEditor
        path={path}
        label="Description"
        value={form.values.description}
        error={form.errors.description}
        onChange={description => form.set('description', description)}
        placeholder="What it is about, in Markdown"
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!form.dirty || form.saving}>
          Save milestone
        </Button>
      </div>
    </form>
  )
}
