// How is the text of a mail to customers changed? Written on the left, seen on the right as a customer gets it, kept as a commit.
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { ApiError } from '../../api/client.ts'
import { type MailKind, type MailText, mailTextsQuery, readFile } from '../../api/templates.ts'
import type { Project } from '../../api/types.ts'
import { Empty } from '../../components/Empty.tsx'
import { Failed } from '../../components/Failed.tsx'
import { UnsavedGuard } from '../../forms/UnsavedGuard.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { Warnings } from '../../mail-preview/MailPreview.tsx'
import { isMailKind, mailKinds, sourceInWords } from '../../mail-preview/words.ts'
import { usePath, useProject } from '../../session.ts'
import { pathParam } from '../../urls.ts'
import { Workbench } from './Workbench.tsx'

export default function Page() {
  const path = usePath() ?? ''
  const { kind } = useParams({ strict: false })
  const { project, isDeveloper, isMaintainer, isPending, error, refetch } = useProject(path)
  if (!isMailKind(kind)) return <Failed error={new Error('There is no such mail.')} />
  const title = `Mail to customers: ${mailKinds[kind].title}`
  return (
    <>
      <PageHeader
        title={title}
        path={path}
        crumbs={
          isMaintainer && (
            <Link
              to="/p/$path/edit"
              params={{ path: pathParam(path) }}
              hash="js-service-desk"
              className="hover:text-ink hover:underline"
            >
              Settings
            </Link>
          )
        }
      />
      <Column>
        {error && <Failed error={error} retry={() => void refetch()} />}
        {!isDeveloper && !isPending && !error && (
          <Empty icon={Lock} title="Texts of mails are for developers">
            <p>They stand in the repository. Ask one of the project’s developers or maintainers.</p>
          </Empty>
        )}
        {project && isDeveloper && <Loaded key={kind} project={project} kind={kind} />}
      </Column>
      <UnsavedGuard />
    </>
  )
}

function Loaded({ project, kind }: { project: Project; kind: MailKind }) {
  const path = project.path_with_namespace
  const texts = useQuery(mailTextsQuery(path))
  const text = texts.data?.find(one => one.kind === kind)
  const file = useQuery({
    queryKey: ['template file', path, text?.file_path, project.default_branch],
    // Read anew by whoever opens the page; while one writes, nothing takes the ground away.
    queryFn: () => ownFile(path, text as MailText, project.default_branch),
    enabled: text !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const failed = [texts, file].find(({ error, data }) => error && data === undefined)
  if (failed) return <Failed error={failed.error} retry={() => void failed.refetch()} />
  if (text === undefined || file.data === undefined) return <p className="late py-6 text-faint">Looking…</p>
  return (
    <>
      <p className="pb-3 text-muted text-sm">
        It leaves {mailKinds[kind].when}. Now it is{' '}
        <b className="font-medium">{sourceInWords(text.source)}</b>; what you save stands in{' '}
        <code className="break-all font-mono text-xs">{text.file_path}</code>.
      </p>
      {/* The project has a file, and it cannot be used. */}
      {text.source?.scope !== 'project' && text.warnings.length > 0 && (
        <div className="pb-3">
          <Warnings warnings={text.warnings} />
        </div>
      )}
      <Workbench project={project} text={text} first={file.data.kept} />
    </>
  )
}

/** `kept` null: the project has no text of its own. */
async function ownFile(path: string, { file_path }: MailText, branch: string) {
  try {
    return { kept: await readFile(path, file_path, branch) }
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { kept: null }
    throw error
  }
}
