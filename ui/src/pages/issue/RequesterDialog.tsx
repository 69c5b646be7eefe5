// Who asks really? A colleague forwarded a customer's mail; a person says whose it is, and sees who gets mail then.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { changeRequester, type RequesterChange, requesterQuery, type Suggestion } from '../../api/merging.ts'
import { Button } from '../../components/Button.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { TextField } from '../../components/Field.tsx'
import { Switch } from '../../components/Switch.tsx'
import { tell, tellError } from '../../toasts.ts'
import { useViewing, type Whole } from './context.ts'

type Props = { issue: Whole; onClose: () => void }

export default function RequesterDialog(props: Props) {
  const { path, iid } = useViewing()
  const { data, isPending } = useQuery(requesterQuery(path, iid))
  return (
    <Dialog
      open
      onOpenChange={open => !open && props.onClose()}
      title="Who asks really?"
      description="That address becomes the requester and gets the answers from now on."
    >
      {isPending ? (
        <p className="late text-faint">Loading…</p>
      ) : (
        <Form {...props} suggestion={data?.suggestion ?? null} />
      )}
    </Dialog>
  )
}

function Form({ issue, onClose, suggestion }: Props & { suggestion: Suggestion | null }) {
  const [email, setEmail] = useState(suggestion?.email ?? '')
  const [name, setName] = useState(suggestion?.name ?? '')
  const [keep, setKeep] = useState(false)
  const [greet, setGreet] = useState(false)
  const [wrong, setWrong] = useState<string>()
  const change = useChange()
  const former = issue.service_desk_reply_to
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    try {
      await change({ email: email.trim(), name: name.trim(), keep_former: keep, greet, confirmed: true })
      onClose()
    } catch (error) {
      if (error instanceof ApiError) setWrong(error.message)
      else tellError(error)
    }
  }
  return (
    <form className="flex flex-col gap-4" onSubmit={event => void submit(event)}>
      <TextField
        label="Address"
        type="email"
        required
        error={wrong}
        help={suggestion && email === suggestion.email && read[suggestion.read_from]}
        value={email}
        onChange={event => setEmail(event.target.value)}
      />
      <TextField label="Name" maxLength={255} value={name} onChange={event => setName(event.target.value)} />
      {former && (
        <Switch
          label={`${former} takes part further`}
          help={keep ? 'Gets the answers as well' : 'Gets no more mail about this ticket'}
          checked={keep}
          onChange={setKeep}
        />
      )}
      <Switch
        label="Tell the new requester now"
        help={
          greet
            ? `A mail goes to ${email || 'that address'} at once`
            : 'No mail leaves until somebody answers'
        }
        checked={greet}
        onChange={setGreet}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" type="submit">
          Make it the requester
        </Button>
      </div>
    </form>
  )
}

const read = {
  text: 'Read from the text of the mail, which anybody can write: please check it.',
  attachment: 'Read from the mail that is attached: please check it.',
}

/** Says what was done and offers to take it back. */
function useChange() {
  const { path, iid } = useViewing()
  const client = useQueryClient()
  return async (change: RequesterChange) => {
    const { email, undo } = await changeRequester(path, iid, change)
    const refresh = () => client.invalidateQueries({ queryKey: ['issue', path, iid] })
    const takeBack = undo && (() => void changeRequester(path, iid, undo).then(refresh, tellError))
    tell(`${email} is the requester now`, takeBack ?? undefined)
    await refresh()
  }
}
