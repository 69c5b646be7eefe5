// How is an issue opened by hand? A title is enough; the rest can be said at once or later.
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import { ApiError } from '../../api/client.ts'
import type { UserFull } from '../../api/types.ts'
import { Button } from '../../components/Button.tsx'
import { isUploading } from '../../components/Editor/useFiles.ts'
import { Failed } from '../../components/Failed.tsx'
import { TextField } from '../../components/Field.tsx'
import { Switch } from '../../components/Switch.tsx'
import { Tip } from '../../components/Tip.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePath, usePerson, useProject } from '../../session.ts'
import { tell } from '../../toasts.ts'
import { pathParam } from '../../urls.ts'
import { ProjectEditor } from '../../writing/ProjectEditor.tsx'
import { Choices } from './Choices.tsx'
import { type Form, openFrom, useForm } from './form.ts'
import { TemplateChoice } from './TemplateChoice.tsx'

export default function NewIssue() {
  const path = usePath() ?? ''
  const person = usePerson()
  const { project, error, refetch, isTeam } = useProject(path)
  const from = useLocation().publicHref
  if (error) return <Failed error={error} retry={() => void refetch()} />
  return (
    <>
      <PageHeader title="New issue" path={path} />
      <Column>
        {person === null ? (
          <p className="text-muted">
            <Link to="/users/sign_in" search={{ redirect: from }} className="text-accent underline">
              Sign in
            </Link>{' '}
            to open an issue.
          </p>
        ) : project?.archived ? (
          <p className="text-muted">This project is archived: it can be read, not written to.</p>
        ) : (
          project && <IssueForm path={path} person={person} isTeam={isTeam} />
        )}
      </Column>
    </>
  )
}

type Props = { path: string; person: UserFull; isTeam: boolean }

/** What is sent, and what the desk found wrong with it. */
function useOpening({ path, person, isTeam }: Props) {
  const navigate = useNavigate()
  const draft = useForm(path, person)
  const [opening, setOpening] = useState(false)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const title = useRef<HTMLInputElement>(null)
  const open = async () => {
    const { form } = draft
    if (opening || isUploading(form.description)) return
    if (form.title.trim() === '') {
      setErrors({ title: 'Give it a title: what is wrong, or wanted?' })
      title.current?.focus()
      return
    }
    setOpening(true)
    setErrors({})
    try {
      const { iid } = await openFrom(path, form, isTeam)
      draft.forget()
      await navigate({
        to: '/p/$path/issues/$iid',
        params: { path: pathParam(path), iid: String(iid) },
        replace: true,
      })
    } catch (failure) {
      setErrors(errorsOf(failure))
    } finally {
      setOpening(false)
    }
  }
  /** What is being put right is no longer wrong. */
  const change = (part: Partial<Form>) => {
    draft.change(part)
    const changed = new Set(Object.keys(part).map(name => apiNames[name as keyof Form]))
    setErrors(found => Object.fromEntries(Object.entries(found).filter(([name]) => !changed.has(name))))
  }
  return { draft, change, opening, errors, title, open }
}

const apiNames: Readonly<Record<keyof Form, string>> = {
  title: 'title',
  description: 'description',
  confidential: 'confidential',
  assignees: 'assignee_ids',
  labels: 'labels',
  milestoneId: 'milestone_id',
  dueDate: 'due_date',
}
const own = new Set(Object.values(apiNames))

/** `form`: what belongs to no field of its own. */
function errorsOf(failure: unknown): Record<string, string> {
  if (!(failure instanceof ApiError)) {
    console.error(failure)
    return { form: 'Something went wrong in this page. Nothing is lost; try again.' }
  }
  const { fields, message } = failure
  return Object.keys(fields).some(name => own.has(name)) ? { ...fields } : { form: message }
}

function IssueForm(props: Props) {
  const { path, isTeam } = props
  const { draft, change, opening, errors, title, open } = useOpening(props)
  const { form, begun, attempt, forget } = draft
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return
    event.preventDefault()
    void open()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void open()
  }
  return (
    <form
      key={attempt}
      aria-label="New issue"
      noValidate
      onSubmit={submit}
      onKeyDown={press}
      className="grid gap-x-8 gap-y-4 pt-2 lg:grid-cols-[minmax(0,1fr)_280px]"
    >
      <div className="flex min-w-0 flex-col gap-4">
        <TextField
          ref={title}
          label="Title"
          dir="auto"
          value={form.title}
          maxLength={255}
          autoComplete="off"
          autoFocus
          required
          error={errors.title}
          onChange={event => change({ title: event.target.value })}
        />
        <div className="flex flex-col gap-1">
          <div className="flex min-h-7 items-center justify-between gap-3">
            <label htmlFor="new-issue-description" className="font-medium text-sm">
              Description
            </label>
            <TemplateChoice
              path={path}
              description={form.description}
              disabled={opening}
              onChange={description => change({ description })}
            />
          </div>
          <ProjectEditor
            id="new-issue-description"
            path={path}
            label="Description"
            tall
            value={form.description}
            error={errors.description}
            readOnly={opening}
            placeholder="What happens, what should happen? Markdown works; drop files here."
            onChange={description => change({ description })}
          />
        </div>
      </div>
      <div className="flex flex-col gap-4">
        {isTeam && <Choices path={path} form={form} change={change} errors={errors} />}
        <Switch
          label="Confidential"
          help="Only the team, its writer and who is assigned may read it."
          checked={form.confidential}
          onChange={confidential => change({ confidential })}
        />
      </div>
      <div className="flex flex-col items-start gap-2 lg:col-start-1">
        {errors.form && (
          <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
            {errors.form}
          </p>
        )}
        <div className="flex items-center gap-2">
          <Tip text="Open the issue" keys="mod+enter">
            <Button type="submit" look="primary" disabled={opening || isUploading(form.description)}>
              {opening ? 'Opening…' : 'Open issue'}
            </Button>
          </Tip>
          {begun && (
            <Button look="quiet" disabled={opening} onClick={() => tell('The draft is gone.', forget())}>
              Discard draft
            </Button>
          )}
        </div>
      </div>
    </form>
  )
}
