// How is it merged? With or without squashing, in which words, and whether the branch goes.
import { type FormEvent, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { type MergeRequestDetails, merge } from '../../api/merge-requests.ts'
import { Button } from '../../components/Button.tsx'
import { TextArea } from '../../components/Field.tsx'
import { tell, tellError } from '../../toasts.ts'
import { useChange } from './useChange.ts'

type Props = { path: string; row: MergeRequestDetails }

export function MergeForm({ path, row }: Props) {
  const { again } = useChange(path, row.iid)
  const mustSquash = row.squash_option === 'always' || row.detailed_merge_status === 'need_rebase'
  const [squash, setSquash] = useState(mustSquash || row.squash)
  const [removes, setRemoves] = useState(row.force_remove_source_branch)
  const [message, setMessage] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setRefused(null)
    try {
      await merge(path, row.iid, {
        sha: row.sha,
        squash,
        should_remove_source_branch: removes,
        ...(message === null ? {} : wordsFor(row, squash, message)),
      })
      tell(`Merged into ${row.target_branch}.`)
    } catch (error) {
      if (error instanceof ApiError) setRefused(said(error))
      else tellError(error)
    } finally {
      await again()
      setBusy(false)
    }
  }
  return (
    <form aria-label="Merge" onSubmit={submit} className="flex flex-col items-start gap-3">
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        {row.squash_option !== 'never' && (
          <Box label="Squash the commits" checked={squash} disabled={mustSquash} onChange={setSquash} />
        )}
        {row.user.can_remove_source_branch && (
          <Box label={`Remove the branch ${row.source_branch}`} checked={removes} onChange={setRemoves} />
        )}
      </div>
      {message === null ? (
        (squash || row.merge_method !== 'ff') && (
          <Button small look="quiet" onClick={() => setMessage(squash ? row.title : firstWords(path, row))}>
            Change the commit message
          </Button>
        )
      ) : (
        <div className="w-full">
          <TextArea
            label="Commit message"
            dir="auto"
            rows={5}
            value={message}
            onChange={event => setMessage(event.target.value)}
            className="resize-y font-mono text-xs"
          />
        </div>
      )}
      {refused && (
        <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
          {refused}
        </p>
      )}
      <Button type="submit" look="primary" disabled={busy || message?.trim() === ''}>
        {busy ? 'Merging…' : 'Merge'}
      </Button>
    </form>
  )
}

/** As the desk writes them where nobody does. */
const firstWords = (path: string, row: MergeRequestDetails) =>
  `Merge branch '${row.source_branch}' into '${row.target_branch}'\n\n${row.title}\n\nSee merge request ${path}!${row.iid}`

const wordsFor = (row: MergeRequestDetails, squash: boolean, message: string) =>
  squash
    ? { squash_commit_message: message }
    : row.merge_method === 'ff'
      ? {}
      : { merge_commit_message: message }

const said = ({ status, message }: ApiError) =>
  status === 409 ? 'Somebody pushed to the branch meanwhile: look at what is new, then merge.' : message

type BoxProps = { label: string; checked: boolean; disabled?: boolean; onChange: (checked: boolean) => void }

const Box = ({ label, checked, disabled = false, onChange }: BoxProps) => (
  <label className="flex items-center gap-2 text-sm">
    <input
      type="checkbox"
      checked={checked}
      disabled={disabled}
      onChange={event => onChange(event.target.checked)}
      className="size-4 accent-accent"
    />
    {label}
  </label>
)
