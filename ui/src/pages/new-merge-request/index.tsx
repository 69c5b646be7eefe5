// How is a merge request opened? Two branches, a title, and who should look at it; what it would change is seen below.
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ArrowRight, Lock } from 'lucide-react'
import { type FormEvent, useEffect, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import { addMergeRequest } from '../../api/merge-requests.ts'
import { type Comparison, compareQuery } from '../../api/repository.ts'
import type { Project } from '../../api/types.ts'
import { CommitLine } from '../../code/CommitLine.tsx'
import { RefPicker } from '../../code/RefPicker.tsx'
import { Button } from '../../components/Button.tsx'
import { Diff } from '../../components/diff/Diff.tsx'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { TextField } from '../../components/Field.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import type { Somebody } from '../../merge-request/People.tsx'
import { usePath, useProject } from '../../session.ts'
import { tellError } from '../../toasts.ts'
import { pathParam } from '../../urls.ts'
import { ProjectEditor } from '../../writing/ProjectEditor.tsx'
import { Choices } from './Choices.tsx'
import { useOptions } from './useOptions.ts'

export default function Page() {
  const path = usePath() ?? ''
  const { project, isDeveloper, isPending, error, refetch } = useProject(path)
  return (
    <>
      <PageHeader title="New merge request" path={path} />
      <Column>
        {error && <Failed error={error} retry={() => void refetch()} />}
        {!isDeveloper && !isPending && !error && (
          <Empty icon={Lock} title="Merge requests are opened by developers">
            <p>Ask one of the project’s maintainers for that role.</p>
          </Empty>
        )}
        {project && isDeveloper && <Chosen project={project} />}
      </Column>
    </>
  )
}

/** GitLab's names of the two, which `git push` and other pages link with. */
function useBranches(base: string) {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const given = (name: string) => {
    const value = search[`merge_request[${name}]`]
    return typeof value === 'string' ? value : ''
  }
  const source = given('source_branch')
  const target = given('target_branch') || base
  const go = (change: { source?: string; target?: string }) =>
    void navigate({
      to: '.',
      search: {
        'merge_request[source_branch]': change.source ?? source,
        'merge_request[target_branch]': change.target ?? target,
      } as never,
      replace: true,
    })
  return { source, target, go }
}

function Chosen({ project }: { project: Project }) {
  const path = project.path_with_namespace
  const { source, target, go } = useBranches(project.default_branch)
  const ready = source !== '' && source !== target
  const { data, error } = useQuery({ ...compareQuery(path, target, source), enabled: ready })
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 pb-4">
        <RefPicker
          path={path}
          value={source}
          onChange={ref => go({ source: ref })}
          label="Source branch"
          tags={false}
        />
        <ArrowRight aria-hidden="true" className="size-4 text-faint" />
        <RefPicker
          path={path}
          value={target}
          onChange={ref => go({ target: ref })}
          label="Target branch"
          tags={false}
        />
      </div>
      {source === target && source !== '' && (
        <p role="alert" className="text-bad text-sm">
          These are the same branch: choose two that differ.
        </p>
      )}
      {error && (
        <p role="alert" className="text-bad text-sm">
          One of these branches does not exist any more: choose again.
        </p>
      )}
      {!ready && source === '' && (
        <p className="text-muted text-sm">Choose the branch that is to be merged.</p>
      )}
      {ready && data && (
        <Form key={`${source} ${target}`} path={path} source={source} target={target} compared={data} />
      )}
    </>
  )
}

type FormProps = { path: string; source: string; target: string; compared: Comparison }

function Form({ path, source, target, compared }: FormProps) {
  const [only] = compared.commits.length === 1 ? compared.commits : []
  const [title, setTitle] = useState(only?.title ?? named(source))
  const [description, setDescription] = useState(only ? only.message.slice(only.title.length).trim() : '')
  const [people, setPeople] = useState<{ assignees: Somebody[]; reviewers: Somebody[] }>({
    assignees: [],
    reviewers: [],
  })
  const options = useOptions(path)
  const { opening, wrong, open } = useOpening(path)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void open({
      title,
      description,
      source_branch: source,
      target_branch: target,
      assignee_ids: people.assignees.map(({ id }) => id),
      reviewer_ids: people.reviewers.map(({ id }) => id),
      squash: options.squash,
      remove_source_branch: options.removeSource,
    })
  }
  return (
    <>
      <form
        aria-label="New merge request"
        noValidate
        onSubmit={submit}
        className="grid gap-x-8 gap-y-4 pb-6 lg:grid-cols-[minmax(0,1fr)_280px]"
      >
        <div className="flex min-w-0 flex-col gap-4">
          <TextField
            label="Title"
            dir="auto"
            maxLength={255}
            autoComplete="off"
            value={title}
            error={wrong.title}
            onChange={event => setTitle(event.target.value)}
            help="Begin it with “Draft:” as long as it is not to be merged."
          />
          <ProjectEditor
            path={path}
            label="Description"
            tall
            value={description}
            error={wrong.description}
            readOnly={opening}
            placeholder="What changes, and why? “Closes #12” closes that issue when it is merged."
            onChange={setDescription}
          />
          {wrong.form && (
            <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
              {wrong.form}
            </p>
          )}
          <Button
            type="submit"
            look="primary"
            className="self-start"
            disabled={opening || title.trim() === ''}
          >
            {opening ? 'Opening…' : 'Open merge request'}
          </Button>
        </div>
        <Choices path={path} people={people} setPeople={setPeople} options={options} />
      </form>
      <Compared path={path} compared={compared} />
    </>
  )
}

/** `fix/empty-export` → `Fix empty export`. */
function named(branch: string): string {
  const words = branch.replaceAll(/[-_/]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function useOpening(path: string) {
  const navigate = useNavigate()
  const [opening, setOpening] = useState(false)
  const [wrong, setWrong] = useState<Readonly<Record<string, string>>>({})
  // What was written is put right before it is tried again.
  useEffect(() => () => setWrong({}), [])
  const open = async (given: Parameters<typeof addMergeRequest>[1]) => {
    setOpening(true)
    setWrong({})
    try {
      const { iid } = await addMergeRequest(path, given)
      await navigate({
        to: '/p/$path/merge_requests/$iid',
        params: { path: pathParam(path), iid: String(iid) },
        replace: true,
      })
    } catch (error) {
      if (!(error instanceof ApiError)) tellError(error)
      else setWrong(error.fields.title || error.fields.description ? error.fields : { form: error.message })
      setOpening(false)
    }
  }
  return { opening, wrong, open }
}

function Compared({ path, compared }: { path: string; compared: Comparison }) {
  const { commits, diffs } = compared
  if (commits.length === 0)
    return (
      <p className="text-muted text-sm">
        The target has every commit of the source: there is nothing to merge yet.
      </p>
    )
  return (
    <>
      <section aria-label="Commits" className="pb-4">
        <h2 className="pb-1 font-medium text-sm">
          {commits.length === 1 ? '1 commit' : `${commits.length} commits`}
        </h2>
        <ul className="divide-y divide-line rounded-md border border-line">
          {commits.toReversed().map(commit => (
            <li key={commit.id}>
              <CommitLine path={path} commit={commit} />
            </li>
          ))}
        </ul>
      </section>
      <Diff files={diffs} />
    </>
  )
}
