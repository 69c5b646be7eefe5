// What is the label called, and which colour has it?
import { useQueryClient } from '@tanstack/react-query'
import { addLabel, changeLabel, type LabelText } from '../../api/labels.ts'
import type { Label } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { TextField } from '../../components/Field.tsx'
import { LabelPill } from '../../components/LabelPill.tsx'
import { useForm } from '../../forms/useForm.ts'
import { tell } from '../../toasts.ts'
import { ColourField } from './ColourField.tsx'

type Props = { at: string; edited: Label | 'new' | null; onClose: () => void }

export function LabelDialog({ at, edited, onClose }: Props) {
  return (
    <Dialog
      open={edited !== null}
      onOpenChange={open => !open && onClose()}
      title={edited === 'new' ? 'New label' : 'Edit label'}
    >
      {edited !== null && <Form at={at} label={edited === 'new' ? null : edited} onClose={onClose} />}
    </Dialog>
  )
}

function Form({ at, label, onClose }: { at: string; label: Label | null; onClose: () => void }) {
  const client = useQueryClient()
  const form = useForm<LabelText>({
    saved: {
      name: label?.name ?? '',
      color: label?.color ?? '#6699cc',
      description: label?.description ?? '',
      priority: label?.priority?.toString() ?? '',
    },
    save: async (_, text) => {
      const saved = await (label ? changeLabel(at, label.id, text) : addLabel(at, text))
      tell(`The label “${saved.name}” is saved.`)
      onClose()
      await client.invalidateQueries({ queryKey: ['labels'] })
    },
  })
  const error = form.errors.name ?? form.errors.new_name ?? form.errors.title
  return (
    <form ref={form.element} onSubmit={form.submit} noValidate className="flex flex-col gap-4">
      <TextField
        {...form.field('name')}
        error={error}
        label="Name"
        dir="auto"
        autoComplete="off"
        maxLength={255}
      />
      <ColourField
        value={form.values.color}
        error={form.errors.color}
        onChange={color => form.set('color', color)}
      />
      <TextField {...form.field('description')} label="Description" dir="auto" maxLength={500} />
      <TextField
        {...form.field('priority')}
        label="Priority"
        inputMode="numeric"
        help="A number; 0 is the most urgent. Lists can be sorted by it. Empty: none."
      />
      <div className="flex items-center justify-end gap-2">
        <span className="mr-auto">
          <LabelPill name={form.values.name || 'Name'} color={form.values.color} />
        </span>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!form.dirty || form.saving}>
          Save label
        </Button>
      </div>
    </form>
  )
}
