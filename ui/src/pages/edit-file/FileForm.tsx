// What is written, under which name, in which words, and on which branch?
import { useState } from 'react'
import { useActions } from '../../actions.ts'
import type { CodePlace } from '../../api/repository.ts'
import type { KeptFile } from '../../api/templates.ts'
import type { Project } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { TextArea, TextField } from '../../components/Field.tsx'
import { useFile } from './useFile.ts'

type Props = { project: Project; place: CodePlace; first: KeptFile | null }

const name = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const

export function FileForm({ project, place, first }: Props) {
  const work = useFile({ project, place, first })
  useActions(
    work.canSave
      ? [
          {
            id: 'save-file',
            label: 'Commit the file',
            group: 'This page',
            keys: 'mod+s',
            everywhere: true,
            run: () => void work.save(),
          },
        ]
      : [],
  )
  return (
    <form
      aria-label="File"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void work.save()
      }}
      className="flex flex-col gap-4"
    >
      <TextField
        {...name}
        label="Path"
        value={work.file}
        disabled={work.saving || first !== null}
        onChange={event => work.setFile(event.target.value)}
        className="font-mono"
        help={first === null ? 'With slashes it lies in folders, which need not be there yet.' : undefined}
      />
      <TextArea
        label="Text"
        rows={24}
        spellCheck={false}
        wrap="off"
        value={work.content}
        disabled={work.saving}
        onChange={event => work.setContent(event.target.value)}
        className="resize-y font-mono text-xs leading-5 [tab-size:4]"
      />
      <TextArea
        label="Commit message"
        dir="auto"
        rows={2}
        value={work.message}
        disabled={work.saving}
        onChange={event => work.setMessage(event.target.value)}
        className="resize-y"
      />
      <TextField
        {...name}
        label="Branch"
        value={work.branch}
        disabled={work.saving}
        onChange={event => work.setBranch(event.target.value)}
        help={
          work.isProposal
            ? `A new branch that begins at ${place.ref}; a merge request is opened next.`
            : 'Write another name to propose the change by a merge request.'
        }
      />
      {work.refusal && <Refused says={work.refusal} />}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Button type="submit" look="primary" disabled={!work.canSave || work.saving}>
          {work.saving ? 'Committing…' : work.isProposal ? 'Commit and open a merge request' : 'Commit'}
        </Button>
        {first !== null && <Removal place={place} work={work} />}
      </div>
    </form>
  )
}

const Refused = ({ says }: { says: string }) => (
  <div role="alert" className="flex flex-col gap-2 rounded-md bg-bad-soft px-3 py-2.5 text-sm">
    <p className="text-bad">{says}</p>
    <p>Nothing you wrote is lost. Another branch above keeps it apart from what others do.</p>
  </div>
)

function Removal({ place, work }: { place: CodePlace; work: ReturnType<typeof useFile> }) {
  const [asked, setAsked] = useState(false)
  return (
    <>
      <Button look="danger" disabled={work.saving} onClick={() => setAsked(true)}>
        Remove the file
      </Button>
      <Confirm
        open={asked}
        title={`Remove ${place.path}?`}
        action="Remove file"
        onConfirm={() => {
          setAsked(false)
          void work.removeIt()
        }}
        onCancel={() => setAsked(false)}
      >
        <p>In a commit on {work.branch}; the history keeps it.</p>
      </Confirm>
    </>
  )
}
