// What is written, under which name, in which words, and on which branch?
import { useState } from 'react'
import { useActions } from '../../actions.ts'
import type { Beginning } from '../../api/repository.ts'
import type { Project } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { Choice } from '../../components/Choice.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { TextArea, TextField } from '../../components/Field.tsx'
import { ago } from '../../times.ts'
import { Refused } from './Refused.tsx'
import type { Text } from './text.ts'
import { useFile, type Work } from './useFile.ts'

type Props = {
  project: Project
  begun: Beginning
  /** Null: a file that is no text, which can be moved and removed. */
  text: Text | null
  draftKey: string
}

const name = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const

export function FileForm({ project, begun, text, draftKey }: Props) {
  const work = useFile({ project, begun, text, draftKey })
  const { now, set, committing } = work
  useActions([
    {
      id: 'save-file',
      label: 'Commit the file',
      group: 'This page',
      keys: 'mod+s',
      everywhere: true,
      run: () => work.canCommit && void work.commit(),
    },
  ])
  return (
    <form
      aria-label="File"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        if (work.canCommit) void work.commit()
      }}
      className="flex flex-col gap-4"
    >
      {work.restored !== null && (
        <p role="status" className="flex flex-wrap items-center gap-3 rounded-md bg-sunken px-3 py-2 text-sm">
          What you wrote {ago(new Date(work.restored))} and did not commit is here again.
          <Button small onClick={work.startOver}>
            Start over
          </Button>
        </p>
      )}
      <TextField
        {...name}
        label="Path"
        value={now.file}
        disabled={committing}
        onChange={event => set({ file: event.target.value })}
        className="font-mono"
        help={
          begun.file === null
            ? 'With slashes it lies in folders, which need not be there yet.'
            : 'Another path moves the file.'
        }
      />
      {text === null ? (
        <p className="rounded-md bg-sunken px-3 py-4 text-muted text-sm">
          This file is no text in UTF-8. It can be moved or removed here; change what is in it on your
          machine, and push it.
        </p>
      ) : (
        <TextArea
          label="Text"
          rows={24}
          spellCheck={false}
          wrap="off"
          value={now.content}
          disabled={committing}
          onChange={event => set({ content: event.target.value })}
          className="resize-y font-mono text-xs leading-5 [tab-size:4]"
        />
      )}
      <TextArea
        label="Commit message"
        dir="auto"
        rows={2}
        value={now.message}
        disabled={committing}
        onChange={event => set({ message: event.target.value })}
        className="resize-y"
      />
      <Where work={work} branch={begun.place.ref} mayPush={begun.mayPush} first={begun.place.commit === ''} />
      {work.refusal && <Refused work={work} refusal={work.refusal} project={project} begun={begun} />}
      <div className="flex flex-wrap items-center justify-between gap-2 pb-8">
        <Button type="submit" look="primary" disabled={!work.canCommit}>
          {committing ? 'Committing…' : work.way === 'apart' ? 'Commit and open a merge request' : 'Commit'}
        </Button>
        {begun.file !== null && <Removal path={begun.place.path} work={work} />}
      </div>
    </form>
  )
}

type WhereProps = { work: Work; branch: string; mayPush: boolean; first: boolean }

function Where({ work, branch, mayPush, first }: WhereProps) {
  // The first commit of all has nothing that it could be merged into.
  if (first) return null
  return (
    <div className="flex flex-col gap-3">
      {mayPush ? (
        <Choice
          label="Where"
          value={work.way}
          disabled={work.committing}
          onChange={work.setWay}
          choices={[
            ['here', `Commit to ${branch}`],
            ['apart', 'Commit to a new branch and open a merge request'],
          ]}
        />
      ) : (
        <p className="text-sm">
          <strong className="font-medium">{branch}</strong> is protected: your change goes to a branch of its
          own, and a merge request proposes it.
        </p>
      )}
      {work.way === 'apart' && (
        <TextField
          {...name}
          label="New branch"
          value={work.ownBranch}
          disabled={work.committing}
          onChange={event => work.setOwnBranch(event.target.value)}
          className="font-mono"
        />
      )}
    </div>
  )
}

function Removal({ path, work }: { path: string; work: Work }) {
  const [asked, setAsked] = useState(false)
  return (
    <>
      <Button look="danger" disabled={work.committing || work.branch === ''} onClick={() => setAsked(true)}>
        Remove the file
      </Button>
      <Confirm
        open={asked}
        title={`Remove ${path}?`}
        action="Remove file"
        onConfirm={() => {
          setAsked(false)
          void work.remove()
        }}
        onCancel={() => setAsked(false)}
      >
        <p>In a commit on {work.branch}; the history keeps it.</p>
      </Confirm>
    </>
  )
}
