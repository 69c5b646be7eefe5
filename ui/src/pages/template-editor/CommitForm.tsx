// On which branch is it kept, and under which words? And if it is not: why, right here.
import { useActions } from '../../actions.ts'
import type { Project } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { TextField } from '../../components/Field.tsx'
import type { Refusal, Work } from './useTemplate.ts'

export function CommitForm({ project, work }: { project: Project; work: Work }) {
  const { refusal, proposed } = work
  useActions(
    work.canSave
      ? [
          {
            id: 'save-template',
            label: 'Save the text',
            group: 'This page',
            keys: 'mod+s',
            everywhere: true,
            run: () => void work.save(),
          },
        ]
      : [],
  )
  return (
    <div className="flex flex-col gap-4 border-line border-t pt-4">
      <TextField
        label="Commit message"
        dir="auto"
        autoComplete="off"
        value={work.message}
        disabled={work.saving}
        onChange={event => work.setMessage(event.target.value)}
      />
      <TextField
        label="Branch"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={work.branch}
        disabled={work.saving}
        onChange={event => work.setBranch(event.target.value)}
        help={
          work.isProposal
            ? `It begins at ${project.default_branch}. Customers get the text once it is merged.`
            : 'Customers get the text with the next mail. Write another name to propose it on a new branch.'
        }
      />
      {refusal && <Refused refusal={refusal} branch={work.branch} settle={work.settle} />}
      {proposed && <Proposed project={project} branch={proposed} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" look="primary" disabled={!work.canSave || work.saving}>
          {work.saving ? 'Saving…' : work.isProposal ? 'Save on the branch' : 'Save'}
        </Button>
      </div>
    </div>
  )
}

type RefusedProps = { refusal: Refusal; branch: string; settle: Work['settle'] }

function Refused({ refusal, branch, settle }: RefusedProps) {
  const { says, status, theirs } = refusal
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-md bg-bad-soft px-3 py-2.5 text-sm">
      {theirs === undefined ? (
        <>
          <p className="text-bad">{says}</p>
          {status === 403 && (
            <p>
              The branch {branch} may be protected from you. Write another name above and propose the text
              from there; nothing you wrote is lost.
            </p>
          )}
        </>
      ) : (
        <>
          <p className="text-bad">
            {theirs === null
              ? 'Somebody has removed this file since you began to write.'
              : 'Somebody has changed this file since you began to write.'}
          </p>
          <div className="flex flex-wrap gap-2">
            <Button small onClick={() => settle(theirs, 'theirs')}>
              Take what is there now
            </Button>
            <Button small onClick={() => settle(theirs, 'mine')}>
              Keep mine, to save over it
            </Button>
          </div>
        </>
      )}
    </div>
  )
}

function Proposed({ project, branch }: { project: Project; branch: string }) {
  const query = new URLSearchParams({ 'merge_request[source_branch]': branch })
  return (
    <p role="status" className="rounded-md bg-open-soft px-3 py-2.5 text-sm">
      It stands on the branch {branch}.{' '}
      <a
        href={`/${project.path_with_namespace}/-/merge_requests/new?${query}`}
        className="text-accent underline"
      >
        Open a merge request
      </a>{' '}
      so that customers get it.
    </p>
  )
}
